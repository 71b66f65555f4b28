{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as order_line_id,
    {{ source_key(each, 'order_id') }} as order_id,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'product_uom') }} as unit_id,
    display_type,
    coalesce(is_downpayment, false) as is_down_payment,
    product_qty as quantity,
    product_uom_qty as quantity_stock_unit,
    price_unit as unit_price,
    price_subtotal as net_amount,
    qty_received as quantity_received,
    qty_invoiced as quantity_invoiced,
    {{ source_stamp(each, 'date_planned') }} as promised_at,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'purchase_order_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
