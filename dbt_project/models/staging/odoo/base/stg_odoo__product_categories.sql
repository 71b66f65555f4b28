{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as product_category_id,
    complete_name as category_name
from {{ raw(each, 'product_category') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
