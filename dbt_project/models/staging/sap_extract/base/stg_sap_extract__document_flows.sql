{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbelv', 'posnv']) }} as preceding_line_id,
    {{ sap_key(each, ['mandt', 'vbeln', 'mjahr']) }} as following_document_id,
    {{ sap_text('vbtyp_n') }} as following_category,
    {{ source_stamp(each, sap_stamp('erdat', 'erzet')) }} as created_at
from {{ raw(each, 'vbfa') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
