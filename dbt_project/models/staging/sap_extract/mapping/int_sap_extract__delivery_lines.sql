-- An item of a delivery is shipped when its goods issue is booked. The delivery keeps the day; the hour is that of the
-- goods movement in the document flow, unless the delivery itself tells.
with movements as (
    select
        flows.preceding_line_id,
        flows.created_at,
        coalesce(documents.creator_user_id, universal.creator_user_id) as creator_user_id,
        row_number() over (
            partition by flows.preceding_line_id order by flows.created_at desc, flows.following_document_id desc
        ) as preference
    from {{ ref('stg_sap_extract__document_flows') }} as flows
    left join {{ ref('stg_sap_extract__material_documents') }} as documents
        on documents.material_document_id = flows.following_document_id
    left join (
        select material_document_id, min(creator_user_id) as creator_user_id
        from {{ ref('stg_sap_extract__universal_material_document_items') }}
        group by material_document_id
    ) as universal on universal.material_document_id = flows.following_document_id
    where flows.following_category = 'R'
),

shipped as (
    select items.*, deliveries.document_category, deliveries.goods_issue_date, deliveries.creator_user_id,
        case when deliveries.has_goods_issue_time then deliveries.goods_issue_time_at end as goods_issue_time_at
    from {{ ref('stg_sap_extract__delivery_items') }} as items
    inner join {{ ref('stg_sap_extract__deliveries') }} as deliveries on deliveries.delivery_id = items.delivery_id
    where deliveries.goods_issue_date is not null and items.quantity_stock_unit <> 0
        and deliveries.document_category in ('J', 'T')
),

stamped as (
    {%- for each in sources_of('sap_extract') %}
    select
        shipped.*,
        movements.creator_user_id as mover_id,
        coalesce(
            shipped.goods_issue_time_at,
            case
                when cast({{ sap_local_stamp(each, 'movements.created_at') }} as date) = shipped.goods_issue_date
                then movements.created_at
            end,
            {{ source_stamp(each, end_of_day('shipped.goods_issue_date')) }}
        ) as shipped_at
    from shipped
    left join movements on movements.preceding_line_id = shipped.delivery_line_id and movements.preference = 1
    where shipped.source_id = '{{ each.name }}'
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    stamped.source_id,
    stamped.delivery_line_id,
    orders.order_line_id,
    stamped.delivery_id,
    warehouses.company_id,
    stamped.warehouse_id,
    masters.item_id,
    stamped.shipped_at,
    stamped.document_category = 'T' as is_return,
    case when stamped.document_category = 'T' then -1 else 1 end * stamped.quantity_stock_unit as quantity_stock_unit,
    coalesce(stamped.mover_id, stamped.creator_user_id) as shipper_id
from stamped
inner join {{ ref('int_sap_extract__sales_order_lines') }} as orders on orders.order_line_id = stamped.order_line_id
left join {{ ref('int_sap_extract__warehouses') }} as warehouses on warehouses.warehouse_id = stamped.warehouse_id
left join {{ ref('stg_sap_extract__materials') }} as masters on masters.item_id = stamped.item_id
