{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as stock_entry_id,
    purpose
from {{ raw(each, 'stock_entry') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
