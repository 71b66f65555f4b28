{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as product_id,
    {{ source_key(each, 'product_tmpl_id') }} as product_template_id,
    default_code as product_code,
    coalesce(active, true) as is_active,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'product_product') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
