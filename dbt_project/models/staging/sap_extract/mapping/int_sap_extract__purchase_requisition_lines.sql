-- A requisition without a release strategy may be ordered as it is: its entry is its release. One with a strategy is
-- released when the last code of its last round has, unless a code is missing again.
with lines as (
    select
        *,
        case when is_released_as_a_whole then header_id else requisition_line_id end as requisition_id
    from {{ ref('stg_sap_extract__purchase_requisition_items') }}
),

created as (
    select document_id, min(changed_at) as created_at
    from {{ ref('int_sap_extract__document_changes') }}
    where document_type = 'purchase_requisition_line' and field_name = 'is_created'
    group by document_id
),

approvals as (
    select
        document_id,
        min(submitted_at) as requested_at,
        max(case when is_round_complete then decided_at end) as approved_at
    from {{ ref('int_sap_extract__approvals') }}
    where document_type = 'purchase_requisition'
    group by document_id
),

priced as (
    select
        lines.*,
        warehouses.company_id,
        lines.quantity * lines.unit_price_stored / coalesce(nullif(lines.price_unit, 0), 1) as amount_stored,
        coalesce(lines.document_currency, companies.company_currency) as currency_code,
        companies.company_currency
    from lines
    left join {{ ref('int_sap_extract__warehouses') }} as warehouses on warehouses.warehouse_id = lines.warehouse_id
    left join {{ ref('stg_sap_extract__companies') }} as companies on companies.company_id = warehouses.company_id
),

-- the rate of the day it was asked for
rates as (
    select
        priced.requisition_line_id,
        rates.units_per_company_currency,
        row_number() over (partition by priced.requisition_line_id order by rates.valid_from_date desc) as preference
    from priced
    inner join {{ ref('int_sap_extract__exchange_rates') }} as rates
        on rates.company_id = priced.company_id
        and rates.currency_code = priced.currency_code
        and rates.valid_from_date <= {{ local_date('priced.requested_on_at') }}
)

select
    priced.source_id,
    priced.requisition_line_id,
    priced.requisition_id,
    priced.requisition_number,
    case
        when priced.is_deleted then 'cancelled'
        when priced.order_line_id is not null or priced.quantity_ordered > 0 then 'ordered'
        when priced.is_closed then 'cancelled'
        when priced.processing_status = '08' then 'rejected'
        when priced.release_strategy is not null and priced.is_release_incomplete then 'submitted'
        else 'approved'
    end as status,
    priced.company_id,
    coalesce(users.department_id, priced.department_id) as department_id,
    priced.creator_user_id as requester_id,
    items.item_id,
    case when items.is_service or priced.item_category = '9' then 'service' else 'goods' end as line_kind,
    priced.quantity as quantity_stock_unit,
    cast(
        priced.amount_stored * coalesce(factors.amount_factor, 1)
        / case when priced.currency_code = priced.company_currency then 1.0 else rates.units_per_company_currency end
    as {{ dbt.type_numeric() }}) as estimated_cost_company_currency,
    priced.needed_by_date,
    coalesce(created.created_at, priced.requested_on_at) as created_at,
    approvals.requested_at,
    case
        when priced.release_strategy is null then coalesce(created.created_at, priced.requested_on_at)
        when not priced.is_release_incomplete then approvals.approved_at
    end as approved_at
from priced
left join created on created.document_id = priced.requisition_line_id
left join approvals on approvals.document_id = priced.requisition_id
left join rates on rates.requisition_line_id = priced.requisition_line_id and rates.preference = 1
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = priced.source_id and factors.currency_code = priced.currency_code
left join {{ ref('int_sap_extract__items') }} as items on items.item_id = priced.item_id
left join {{ ref('int_sap_extract__users') }} as users on users.user_id = priced.creator_user_id
