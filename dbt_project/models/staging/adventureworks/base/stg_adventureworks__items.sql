{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'ProductID') }} as item_id,
    ProductNumber as item_code,
    Name as item_name,
    {{ source_key(each, 'ProductSubcategoryID') }} as item_category_id,
    {{ source_stamp(each, 'SellEndDate') }} as sold_until,
    {{ source_stamp(each, 'DiscontinuedDate') }} as discontinued_at
from {{ raw(each, 'product') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
