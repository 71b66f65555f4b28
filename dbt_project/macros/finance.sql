{#-
  Open items of one kind by partner and month: what is open at the month's end (a running month: by the run's "now"),
  how long it is overdue by then, and what was billed in twelve months. `partner` names the partner's column in both
  the lines and the result.
-#}
{% macro open_items_by_month(invoice_kind, invoice_lines, partner) -%}
with months as (
    select distinct
        month_start,
        case when {{ dbt.dateadd('month', 1, 'month_start') }} <= {{ as_of_date() }}
            then cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 1, 'month_start')) }} as date)
            else {{ as_of_date() }} end as observed_day
    from (
        select cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start
        from {{ ref('dim_working_days') }}
        where {{ local_to_utc(dbt.date_trunc('month', 'calendar_date')) }} < {{ as_of() }}
    ) as begun
),

items as (
    select *, {{ dbt.datediff('due_on', 'observed_day', 'day') }} as days_overdue
    from {{ ref('fct_open_item_days') }} as days
    inner join months on {{ holds_on('days', 'months.observed_day') }}
    where days.invoice_kind = '{{ invoice_kind }}' and days.open_amount_company_currency <> 0
        and {{ holds_at_a_month_end('days') }}
),

open_months as (
    select
        {{ counting_source_id('source_id', 'company_id') }} as source_id, company_id, partner_id, month_start,
        count(*) as open_invoices,
        sum(open_amount_company_currency) as open_amount,
        sum(case when days_overdue <= 0 then open_amount_company_currency else 0 end) as not_due,
        sum(case when days_overdue between 1 and 30 then open_amount_company_currency else 0 end) as overdue_30,
        sum(case when days_overdue between 31 and 60 then open_amount_company_currency else 0 end) as overdue_60,
        sum(case when days_overdue between 61 and 90 then open_amount_company_currency else 0 end) as overdue_90,
        sum(case when days_overdue > 90 then open_amount_company_currency else 0 end) as overdue_longer
    from items
    group by {{ counting_source_id('source_id', 'company_id') }}, company_id, partner_id, month_start
),

billed as (
    select
        {{ counting_source_id('source_id', 'company_id') }} as source_id,
        {{ unassigned('company_id') }} as company_id,
        {{ unassigned(partner) }} as partner_id,
        coalesce(invoice_date, {{ local_date('posted_at') }}) as billed_on,
        amount_company_currency
    from {{ ref(invoice_lines) }}
    where status = 'posted' and coalesce(invoice_date, {{ local_date('posted_at') }}) <= {{ as_of_date() }}
),

billed_months as (
    select source_id, company_id, partner_id, cast({{ dbt.date_trunc('month', 'billed_on') }} as date) as billed_month,
        sum(amount_company_currency) as amount
    from billed
    group by source_id, company_id, partner_id, cast({{ dbt.date_trunc('month', 'billed_on') }} as date)
),

billed_years as (
    select billed_months.source_id, billed_months.company_id, billed_months.partner_id, months.month_start,
        sum(billed_months.amount) as amount
    from billed_months
    inner join months
        on billed_months.billed_month <= months.month_start
        and months.month_start < {{ dbt.dateadd('month', 12, 'billed_months.billed_month') }}
    group by billed_months.source_id, billed_months.company_id, billed_months.partner_id, months.month_start
),

histories as (
    select company_id, min(billed_on) as first_billed_on from billed group by company_id
),

positions as (
    select source_id, company_id, partner_id, month_start from open_months
    union
    select source_id, company_id, partner_id, month_start from billed_years
)

select
    positions.source_id,
    positions.company_id,
    positions.partner_id as {{ partner }},
    positions.company_id || ':' || positions.partner_id || ':' || cast(positions.month_start as {{ dbt.type_string() }})
        as open_items_id,
    positions.month_start as observed_on,
    cast(coalesce(open_months.open_invoices, 0) as {{ dbt.type_int() }}) as open_invoices,
    {%- for column, name in [
        ('open_amount', 'open_amount'), ('not_due', 'not_due_amount'), ('overdue_30', 'overdue_1_to_30_days_amount'),
        ('overdue_60', 'overdue_31_to_60_days_amount'), ('overdue_90', 'overdue_61_to_90_days_amount'),
        ('overdue_longer', 'overdue_more_than_90_days_amount'),
    ] %}
    cast(coalesce(open_months.{{ column }}, 0) as {{ dbt.type_numeric() }}) as {{ name }}_company_currency,
    {%- endfor %}
    cast(coalesce(billed_years.amount, 0) as {{ dbt.type_numeric() }}) as billed_12_months_company_currency,
    cast(coalesce(
        least(
            {{ dbt.datediff('histories.first_billed_on', 'months.observed_day', 'day') }},
            {{ dbt.datediff(dbt.dateadd('month', -11, 'months.month_start'), 'months.observed_day', 'day') }}
        ) + 1, 0
    ) as {{ dbt.type_int() }}) as days_billed,
    cast(rates.group_currency_per_company_currency as double) as group_currency_per_company_currency,
    case when rates.group_currency_per_company_currency is null then 'rate_missing' end as group_exclusion_reason
from positions
inner join months on months.month_start = positions.month_start
left join open_months
    on open_months.company_id = positions.company_id
    and open_months.partner_id = positions.partner_id
    and open_months.month_start = positions.month_start
left join billed_years
    on billed_years.company_id = positions.company_id
    and billed_years.partner_id = positions.partner_id
    and billed_years.month_start = positions.month_start
left join histories on histories.company_id = positions.company_id
left join {{ ref('fct_company_rates') }} as rates
    on rates.company_id = positions.company_id and rates.month_start = positions.month_start
{%- endmacro %}
