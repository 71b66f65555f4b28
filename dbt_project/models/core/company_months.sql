-- Months in which a company had something that is valued at their end: stock since its first move, open items since its
-- first invoice.
with months as (
    select distinct cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start
    from {{ ref('dim_working_days') }}
    where {{ local_to_utc(dbt.date_trunc('month', 'calendar_date')) }} < {{ as_of() }}
),

first_invoices as (
    select {{ counting_source_id('source_id', 'company_id') }} as source_id, company_id,
        min(booked_date) as first_booked_date
    from {{ ref('fct_open_item_days') }}
    group by {{ counting_source_id('source_id', 'company_id') }}, company_id
)

select distinct source_id, company_id, month_start
from {{ ref('fct_inventory_months') }}
union
select first_invoices.source_id, first_invoices.company_id, months.month_start
from first_invoices
inner join months
    on months.month_start >= cast({{ dbt.date_trunc('month', 'first_invoices.first_booked_date') }} as date)
