{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as move_id,
    id as move_number,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'product') }} as product_id,
    {{ source_key(each, 'from_location') }} as from_location_id,
    {{ source_key(each, 'to_location') }} as to_location_id,
    quantity,
    {{ source_key(each, 'unit') }} as unit_id,
    internal_quantity as quantity_stock_unit,
    state,
    {{ dbt.split_part('shipment', "','", 1) }} as shipment_type,
    {{ source_key(each, 'shipment') }} as shipment_id,
    {{ tryton_reference(each, 'origin', 'purchase.line') }} as purchase_line_id,
    {{ tryton_reference(each, 'origin', 'sale.line') }} as sale_line_id,
    {{ tryton_reference(each, 'origin', 'stock.inventory.line') }} as inventory_line_id,
    planned_date,
    origin_planned_date,
    effective_date,
    unit_price,
    cost_price,
    {{ source_key(each, 'currency') }} as currency_id,
    {{ source_key(each, 'coalesce(production_input, production_output)') }} as production_order_id,
    production_output is not null as is_production_output,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_key(each, 'write_uid') }} as writer_user_id,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'stock_move') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
