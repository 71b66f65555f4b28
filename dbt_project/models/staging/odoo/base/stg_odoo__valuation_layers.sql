{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as valuation_layer_id,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'company_id') }} as company_id,
    quantity,
    unit_cost as unit_cost_company_currency,
    value as value_company_currency,
    {{ source_key(each, 'stock_move_id') }} as move_id,
    {{ source_key(each, 'stock_valuation_layer_id') }} as origin_layer_id,
    {{ source_stamp(each, 'create_date') }} as valued_at
from {{ raw(each, 'stock_valuation_layer') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
