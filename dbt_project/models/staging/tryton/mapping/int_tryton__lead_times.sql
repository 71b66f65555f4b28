-- The planned lead time of a purchase line: that of the supplier's entry for the product, one for the variant before one
-- for the template, in Tryton's own order.
with candidates as (
    select
        lines.source_id,
        lines.order_line_id,
        suppliers.lead_time_days,
        row_number() over (
            partition by lines.order_line_id
            order by
                case when suppliers.product_id is not null then 0 else 1 end,
                case when suppliers.sequence is null then 0 else 1 end,
                suppliers.sequence,
                suppliers.product_supplier_number
        ) as place
    from {{ ref('stg_tryton__purchase_lines') }} as lines
    inner join {{ ref('stg_tryton__purchases') }} as orders on orders.order_id = lines.order_id
    inner join {{ ref('stg_tryton__products') }} as products on products.product_id = lines.product_id
    inner join {{ ref('stg_tryton__product_suppliers') }} as suppliers
        on suppliers.product_template_id = products.product_template_id
        and suppliers.party_id = orders.supplier_party_id
        and suppliers.company_id = orders.company_id
        and suppliers.is_active
        and (suppliers.product_id is null or suppliers.product_id = lines.product_id)
)

select source_id, order_line_id, lead_time_days from candidates where place = 1
