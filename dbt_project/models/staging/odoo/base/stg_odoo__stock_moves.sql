{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as move_id,
    state,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'product_uom') }} as unit_id,
    product_uom_qty as demand_quantity,
    quantity,
    {{ source_key(each, 'location_id') }} as from_location_id,
    {{ source_key(each, 'location_dest_id') }} as to_location_id,
    {{ source_key(each, 'picking_id') }} as picking_id,
    {{ source_key(each, 'origin_returned_move_id') }} as returned_move_id,
    coalesce(is_inventory, false) as is_inventory,
    coalesce(scrapped, false) or scrap_id is not null as is_scrap,
    -- 19 keeps the value of a move without its sign, earlier versions keep none
    case when value is not null then case when is_in then 1 when is_out then -1 else 0 end end as value_direction,
    case when is_in then value when is_out then -abs(value) when value is not null then 0 end as value_company_currency,
    {{ source_key(each, 'purchase_line_id') }} as purchase_order_line_id,
    {{ source_key(each, 'sale_line_id') }} as sales_order_line_id,
    {{ source_key(each, 'raw_material_production_id') }} as consuming_production_id,
    {{ source_key(each, 'production_id') }} as producing_production_id,
    {{ source_stamp(each, 'date') }} as moved_at,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_key(each, 'write_uid') }} as mover_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'stock_move') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
