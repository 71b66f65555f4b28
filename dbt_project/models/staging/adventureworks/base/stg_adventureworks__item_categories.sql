{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'ProductSubcategoryID') }} as item_category_id,
    Name as item_category_name
from {{ raw(each, 'product_subcategory') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
