{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'ProductID') }} as item_id,
    {{ source_key(each, 'BusinessEntityID') }} as supplier_id,
    AverageLeadTime as lead_time_days
from {{ raw(each, 'product_vendor') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
