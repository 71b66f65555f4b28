-- Order lines of goods that were ever confirmed: how long until they were delivered in full, and whether by the day that
-- was asked for, promised first and promised last.
{%- set variants = ['requested', 'first_promised', 'latest_promised'] %}
with deliveries as (
    select
        deliveries.order_line_id,
        {{ local_date('deliveries.shipped_at') }} as shipped_on,
        deliveries.is_return,
        deliveries.quantity_stock_unit
    from {{ ref('delivery_lines') }} as deliveries
    where deliveries.shipped_at <= {{ as_of() }}
),

lines as (
    select
        facts.*,
        {{ local_date('orders.requested_at') }} as requested_date,
        {{ local_date('facts.entered_at') }} as entered_on,
        {{ local_date('facts.completed_at') }} as completed_on,
        {{ hours_between('facts.entered_at', 'facts.completed_at') }} as elapsed_hours
    from {{ ref('fct_sales_order_lines') }} as facts
    inner join {{ ref('sales_orders') }} as orders on orders.order_id = facts.order_id
    where facts.line_kind = 'goods'
        and (orders.confirmed_at <= {{ as_of() }} or (orders.confirmed_at is null and facts.status = 'confirmed'))
),

-- what had been shipped by the end of the day that was promised first, and what came back at any time
moved as (
    select
        lines.order_line_id,
        sum(case when deliveries.shipped_on <= lines.first_promised_date then deliveries.quantity_stock_unit end)
            as quantity_in_time,
        sum(case when not deliveries.is_return then deliveries.quantity_stock_unit end) as quantity_shipped,
        sum(case when deliveries.is_return then -deliveries.quantity_stock_unit end) as quantity_returned
    from lines
    inner join deliveries on deliveries.order_line_id = lines.order_line_id
    group by lines.order_line_id
),

judged as (
    select
        lines.*,
        case
            when confirmed_at is null then 'confirmation_not_recorded'
            when not coalesce(quantity_ordered_stock_unit > 0, false) then 'quantity_not_positive'
            when status = 'cancelled' then 'cancelled'
            when status <> 'confirmed' then 'reopened'
        end as order_exclusion_reason
    from lines
),

reasoned as (
    select
        judged.*,
        case
            when order_exclusion_reason is not null then order_exclusion_reason
            when completed_at is not null and elapsed_hours is null then 'delivered_before_order'
        end as fulfilment_exclusion_reason,
        {%- for variant in variants %}
        case
            when order_exclusion_reason is not null then order_exclusion_reason
            when {{ variant }}_date is null then 'promise_missing'
        end as {{ variant }}_exclusion_reason,
        case when order_exclusion_reason is null and {{ variant }}_date < {{ as_of_date() }} then {{ variant }}_date end
            as {{ variant }}_due_on{{ "," if not loop.last }}
        {%- endfor %}
    from judged
)

select
    reasoned.source_id,
    reasoned.order_line_id,
    reasoned.order_number,
    {{ unassigned('reasoned.company_id') }} as company_id,
    {{ unassigned('reasoned.department_id') }} as department_id,
    {{ unassigned('reasoned.warehouse_id') }} as warehouse_id,
    reasoned.customer_id,
    reasoned.item_id,
    entered_on as fulfilment_opened_on,
    case when fulfilment_exclusion_reason is null then completed_on end as fulfilment_measured_on,
    case when fulfilment_exclusion_reason is not null then entered_on end as fulfilment_excluded_on,
    fulfilment_exclusion_reason,
    case when fulfilment_exclusion_reason is null then cast(elapsed_hours / 24.0 as double) end as fulfilment_days,
    {%- for variant in variants %}
    -- a day before the entry is one that nobody could keep: it counts from there
    case when {{ variant }}_date < entered_on then {{ variant }}_date else entered_on end as {{ variant }}_opened_on,
    {{ variant }}_due_on as {{ variant }}_measured_on,
    case when {{ variant }}_exclusion_reason is not null
        then case when {{ variant }}_date < entered_on then {{ variant }}_date else entered_on end end
        as {{ variant }}_excluded_on,
    {{ variant }}_exclusion_reason,
    case when {{ variant }}_due_on is not null
        then cast(case when completed_on <= {{ variant }}_due_on then 1 else 0 end as bigint) end
        as is_on_time_by_{{ variant }}_count,
    {%- endfor %}
    -- what is due and was not delivered counts with 0, what is too much fills no other line
    case when first_promised_due_on is not null then cast(quantity_ordered_stock_unit as double) end
        as quantity_due_stock_unit,
    case when first_promised_due_on is not null
        then cast(greatest(least(coalesce(moved.quantity_in_time, 0), quantity_ordered_stock_unit), 0) as double) end
        as quantity_filled_stock_unit,
    cast(coalesce(moved.quantity_shipped, 0) as double) as quantity_shipped_stock_unit,
    cast(coalesce(moved.quantity_returned, 0) as double) as quantity_returned_stock_unit
from reasoned
left join moved on moved.order_line_id = reasoned.order_line_id
