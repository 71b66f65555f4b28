with cases as (
    select * from {{ ref('order_to_cash_cases') }}
),

events as (
    select case_id, 'order_entered' as activity, order_line_id as object_id, entered_at as occurred_at,
        salesperson_id as actor_id
    from cases
    union all
    select case_id, 'order_confirmed', order_id, confirmed_at, salesperson_id
    from cases
    union all
    select cases.case_id, case when deliveries.is_return then 'goods_taken_back' else 'goods_shipped' end,
        deliveries.delivery_line_id, deliveries.shipped_at, deliveries.shipper_id
    from cases
    inner join {{ ref('delivery_lines') }} as deliveries on deliveries.order_line_id = cases.order_line_id
)

select
    cases.source_id,
    'order_to_cash' as process,
    events.case_id,
    events.case_id || ':' || events.activity || ':' || events.object_id as event_id,
    events.activity,
    events.occurred_at,
    cast(null as {{ dbt.type_timestamp() }}) as started_at,
    events.actor_id,
    cases.amount_company_currency
from events
inner join cases on cases.case_id = events.case_id
where events.occurred_at <= {{ as_of() }}
