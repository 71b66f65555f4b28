{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as product_template_id,
    {{ translated('name', 'zh_CN') }} as product_name_zh,
    {{ translated('name', 'en_US') }} as product_name_en,
    -- up to 17 what is stored is a type of its own
    case when type = 'product' then 'consu' else type end as product_type,
    coalesce(is_storable, type = 'product') as is_storable,
    {{ source_key(each, 'categ_id') }} as product_category_id,
    {{ source_key(each, 'uom_id') }} as unit_id,
    default_code as product_code
from {{ raw(each, 'product_template') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
