-- A sales order binds once it is saved; a quotation is a draft. Sales documents carry no rate to the company's currency:
-- the average rate of the document's day is taken.
with documents as (
    select documents.*, statuses.rejection_status as header_status
    from {{ ref('stg_sap_extract__sales_documents') }} as documents
    left join {{ ref('stg_sap_extract__sales_statuses') }} as statuses on statuses.order_id = documents.order_id
    where documents.document_category in ('B', 'C')
),

items as (
    select
        items.order_id,
        min(items.warehouse_id) as warehouse_id,
        min(warehouses.company_id) as company_id,
        min(case when items.is_rejected then 1 else 0 end) = 1 as is_rejected
    from {{ ref('stg_sap_extract__sales_document_items') }} as items
    left join {{ ref('int_sap_extract__warehouses') }} as warehouses on warehouses.warehouse_id = items.warehouse_id
    group by items.order_id
),

placed as (
    select
        documents.*,
        items.warehouse_id,
        coalesce(documents.company_id, items.company_id) as billing_company_id,
        coalesce(coalesce(documents.rejection_status, documents.header_status) = 'C', items.is_rejected, false) as is_rejected
    from documents
    left join items on items.order_id = documents.order_id
),

rates as (
    select
        placed.order_id,
        rates.units_per_company_currency,
        row_number() over (partition by placed.order_id order by rates.valid_from_date desc) as preference
    from placed
    inner join {{ ref('int_sap_extract__exchange_rates') }} as rates
        on rates.company_id = placed.billing_company_id
        and rates.currency_code = placed.document_currency
        and rates.valid_from_date <= placed.document_date
)

select
    placed.source_id,
    placed.order_id,
    placed.order_number,
    case when placed.is_rejected then 'cancelled' when placed.document_category = 'C' then 'confirmed' else 'draft' end as status,
    placed.billing_company_id as company_id,
    users.department_id,
    placed.creator_user_id as salesperson_id,
    customers.customer_id,
    placed.warehouse_id,
    placed.document_currency,
    cast(placed.amount_stored * coalesce(factors.amount_factor, 1) as {{ dbt.type_numeric() }}) as amount_document_currency,
    cast(
        placed.amount_stored * coalesce(factors.amount_factor, 1)
        / case when placed.document_currency = companies.company_currency then 1.0 else rates.units_per_company_currency end
    as {{ dbt.type_numeric() }}) as amount_company_currency,
    placed.created_at as entered_at,
    case when placed.document_category = 'C' then placed.created_at end as confirmed_at,
    placed.requested_at,
    case when placed.document_currency = companies.company_currency then 1.0 else rates.units_per_company_currency end
        as units_per_company_currency
from placed
left join rates on rates.order_id = placed.order_id and rates.preference = 1
left join {{ ref('stg_sap_extract__companies') }} as companies on companies.company_id = placed.billing_company_id
left join {{ ref('stg_sap_extract__customers') }} as customers on customers.customer_id = placed.customer_id
left join {{ ref('int_sap_extract__users') }} as users on users.user_id = placed.creator_user_id
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = placed.source_id and factors.currency_code = placed.document_currency
