{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'BusinessEntityID') }} as supplier_id,
    AccountNumber as supplier_code,
    Name as supplier_name,
    ActiveFlag as is_active
from {{ raw(each, 'vendor') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
