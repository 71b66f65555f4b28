{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as product_id,
    {{ source_key(each, 'template') }} as product_template_id,
    nullif(code, '') as product_code,
    suffix_code,
    coalesce(active, true) as is_active,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'product_product') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
