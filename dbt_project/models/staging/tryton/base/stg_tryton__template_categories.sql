{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as template_category_id,
    {{ source_key(each, 'template') }} as product_template_id,
    {{ source_key(each, 'category') }} as category_id
from {{ raw(each, 'product_template_product_category') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
