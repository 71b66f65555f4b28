{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as order_line_id,
    {{ source_key(each, 'order_id') }} as order_id,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'product_uom') }} as unit_id,
    display_type,
    coalesce(is_downpayment, false) as is_down_payment,
    product_uom_qty as quantity,
    price_unit as unit_price,
    price_subtotal as net_amount,
    qty_delivered as quantity_delivered,
    qty_invoiced as quantity_invoiced,
    customer_lead as customer_lead_days,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'sale_order_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
