-- Production orders (category 10). Release and finish are days; a day without its hour ends the order's day, and a release
-- on the day of entry is that entry.
with items as (
    select *, row_number() over (partition by production_order_id order by line_number) as preference
    from {{ ref('stg_sap_extract__production_order_items') }}
),

orders as (
    {%- for each in sources_of('sap_extract') %}
    select
        masters.*,
        headers.planned_start_at,
        headers.planned_end_at,
        headers.started_at,
        headers.quantity_scrapped,
        headers.quantity_reworked,
        case
            when headers.released_date = cast({{ sap_local_stamp(each, 'masters.created_at') }} as date)
            then masters.created_at
            else {{ source_stamp(each, 'cast(headers.released_date as ' ~ dbt.type_timestamp() ~ ')') }}
        end as confirmed_at,
        case
            when headers.ended_date = headers.confirmed_end_date then headers.confirmed_end_at
            else {{ source_stamp(each, end_of_day('headers.ended_date')) }}
        end as ended_at
    from {{ ref('stg_sap_extract__production_order_masters') }} as masters
    inner join {{ ref('stg_sap_extract__production_order_headers') }} as headers
        on headers.production_order_id = masters.production_order_id
    where masters.order_category = '10' and masters.source_id = '{{ each.name }}'
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

deletions as (
    select document_id, max(changed_at) as deleted_at
    from {{ ref('int_sap_extract__document_changes') }}
    where table_name = 'AUFK' and field_name = 'is_deleted' and new_value = 'true'
    group by document_id
)

select
    orders.source_id,
    orders.production_order_id,
    orders.order_number,
    case
        when orders.is_deleted then 'cancelled'
        when orders.is_completed or orders.is_closed or orders.technically_completed_date is not null
            or orders.ended_at is not null then 'done'
        when orders.started_at is not null then 'in_progress'
        when orders.is_released or orders.confirmed_at is not null then 'confirmed'
        else 'draft'
    end as status,
    orders.company_id,
    users.department_id,
    items.warehouse_id,
    masters.item_id,
    cast(items.quantity_planned * coalesce(items.stock_units_numerator / nullif(items.stock_units_denominator, 0), 1)
        as {{ dbt.type_numeric() }}) as quantity_planned_stock_unit,
    cast(items.quantity_good * coalesce(items.stock_units_numerator / nullif(items.stock_units_denominator, 0), 1)
        as {{ dbt.type_numeric() }}) as quantity_good_stock_unit,
    coalesce(orders.quantity_scrapped, 0) as quantity_scrapped_stock_unit,
    orders.quantity_reworked as quantity_reworked_stock_unit,
    orders.created_at,
    orders.confirmed_at,
    orders.planned_start_at,
    orders.planned_end_at,
    orders.started_at,
    orders.ended_at,
    case when orders.is_deleted then deletions.deleted_at end as cancelled_at,
    orders.creator_user_id as planner_id
from orders
left join items on items.production_order_id = orders.production_order_id and items.preference = 1
left join deletions on deletions.document_id = orders.production_order_id
left join {{ ref('stg_sap_extract__materials') }} as masters on masters.item_id = items.item_id
left join {{ ref('int_sap_extract__users') }} as users on users.user_id = orders.creator_user_id
