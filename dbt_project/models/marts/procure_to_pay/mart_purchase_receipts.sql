with lines as (
    select
        *,
        -- an order that is confirmed, nobody knows when, stands at the day it was entered
        {{ local_date('coalesce(ordered_at, created_at)') }} as ordered_on,
        {{ local_date('completed_at') }} as completed_on,
        {{ local_date('cancelled_at') }} as cancelled_on,
        {{ hours_between('ordered_at', 'completed_at') }} as elapsed_hours
    from {{ ref('fct_purchase_order_lines') }}
    where line_kind = 'goods' and (confirmed_at is not null or status = 'confirmed')
),

judged as (
    select
        *,
        case
            when confirmed_at is null then 'confirmation_not_recorded'
            when not coalesce(quantity_ordered_stock_unit > 0, false) then 'quantity_not_positive'
            when status = 'cancelled' then 'cancelled'
            when status <> 'confirmed' then 'reopened'
        end as order_exclusion_reason,
        case
            when completed_at is not null and elapsed_hours is null then 'received_before_order'
            when completed_at is null and not is_receipt_expected and first_received_at is not null then 'closed_short'
            when completed_at is null and not is_receipt_expected then 'receipt_cancelled'
        end as receipt_exclusion_reason,
        -- a promise is judged once its day is over, and of a cancelled line only if it was over by then
        case when status = 'cancelled' then cancelled_on else {{ as_of_date() }} end as judged_until
    from lines
),

reasoned as (
    select
        *,
        coalesce(order_exclusion_reason, receipt_exclusion_reason) as lead_time_exclusion_reason,
        case
            when order_exclusion_reason = 'cancelled' and first_promised_date < judged_until then null
            when order_exclusion_reason is not null then order_exclusion_reason
            when first_promised_date is null then 'promise_missing'
        end as promise_exclusion_reason,
        case when confirmed_at is not null and first_promised_date < ordered_on then first_promised_date else ordered_on end
            as awaited_on
    from judged
)

select
    source_id,
    order_line_id,
    order_number,
    {{ unassigned('company_id') }} as company_id,
    {{ unassigned('department_id') }} as department_id,
    {{ unassigned('warehouse_id') }} as warehouse_id,
    supplier_id,
    item_id,
    amount_company_currency,

    ordered_on as lead_time_opened_on,
    case when lead_time_exclusion_reason is null then completed_on end as lead_time_measured_on,
    case when lead_time_exclusion_reason is not null
        then case when cancelled_on > ordered_on then cancelled_on else ordered_on end end as lead_time_excluded_on,
    lead_time_exclusion_reason,
    case when lead_time_exclusion_reason is null then cast(elapsed_hours / 24.0 as double) end as lead_time_days,
    case when lead_time_exclusion_reason is null and completed_on is not null then cast(planned_lead_time_days as double) end
        as planned_lead_time_days,

    awaited_on as promise_opened_on,
    case when promise_exclusion_reason is null and first_promised_date < judged_until then first_promised_date end
        as promise_measured_on,
    case when promise_exclusion_reason is not null
        then case when cancelled_on > awaited_on then cancelled_on else awaited_on end end as promise_excluded_on,
    promise_exclusion_reason,
    case when promise_exclusion_reason is null and first_promised_date < judged_until
        then cast(case when completed_on <= first_promised_date then 1 else 0 end as bigint) end as is_on_time_count,
    case when promise_exclusion_reason is null and latest_promised_date < judged_until then latest_promised_date end
        as latest_promise_measured_on,
    case when promise_exclusion_reason is null and latest_promised_date < judged_until
        then cast(case when completed_on <= latest_promised_date then 1 else 0 end as bigint) end
        as is_on_time_by_latest_promise_count
from reasoned
