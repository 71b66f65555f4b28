{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as cost_price_method_id,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'template') }} as product_template_id,
    cost_price_method
from {{ raw(each, 'product_cost_price_method') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
