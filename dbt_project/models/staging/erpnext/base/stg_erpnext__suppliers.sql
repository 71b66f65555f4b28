{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as supplier_id,
    name as supplier_code,
    supplier_name,
    nullif(tax_id, '') as tax_number,
    not coalesce(disabled, false) as is_active,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'supplier') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
