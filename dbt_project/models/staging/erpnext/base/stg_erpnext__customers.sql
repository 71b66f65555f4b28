{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as customer_id,
    name as customer_code,
    customer_name,
    nullif(tax_id, '') as tax_number,
    not coalesce(disabled, false) as is_active,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'customer') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
