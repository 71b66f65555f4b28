{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'iblnr', 'gjahr']) }} as count_id,
    {{ source_stamp(each, end_of_day(sap_date('zldat'))) }} as counted_at
from {{ raw(each, 'ikpf') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
