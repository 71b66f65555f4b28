{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbeln']) }} as delivery_id,
    upper({{ sap_text('vbtyp') }}) as document_category,
    {{ sap_key(each, ['mandt', 'ernam']) }} as creator_user_id,
    {{ sap_date('wadat_ist') }} as goods_issue_date,
    {{ source_stamp(each, sap_stamp('wadat_ist', 'spe_wauhr_ist')) }} as goods_issue_time_at,
    coalesce(replace(replace(coalesce({{ sap_text('spe_wauhr_ist') }}, '000000'), ':', ''), '0', '') <> '', false) as has_goods_issue_time
from {{ raw(each, 'likp') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
