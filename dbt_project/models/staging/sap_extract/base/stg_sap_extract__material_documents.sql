{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'mblnr', 'mjahr']) }} as material_document_id,
    {{ source_stamp(each, sap_posting_stamp('budat', 'cpudt', 'cputm')) }} as posted_at,
    {{ sap_key(each, ['mandt', 'usnam']) }} as creator_user_id
from {{ raw(each, 'mkpf') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
