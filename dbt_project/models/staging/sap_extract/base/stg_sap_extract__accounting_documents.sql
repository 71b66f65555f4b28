{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bukrs', 'belnr', 'gjahr']) }} as accounting_document_id,
    {{ sap_text('awtyp') }} as origin_type,
    '{{ each.name }}:' || {{ sap_text('mandt') }} || '/' || case
        when upper({{ sap_text('awtyp') }}) = 'RMRP' then substr({{ sap_text('awkey') }}, 1, 10) || '/' || substr({{ sap_text('awkey') }}, 11, 4)
        else {{ sap_text('awkey') }}
    end as origin_id,
    {{ source_stamp(each, sap_stamp('cpudt', 'cputm')) }} as created_at,
    {{ sap_key(each, ['mandt', 'usnam']) }} as creator_user_id
from {{ raw(each, 'bkpf') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
