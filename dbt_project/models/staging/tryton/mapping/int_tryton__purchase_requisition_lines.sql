-- Released by its last approval, unless it was taken back afterwards (an approved requisition may go back to draft before
-- it is processed). A line is ordered once a purchase line buys it; a requisition is done when all its lines are.
with requisitions as (
    select *, {{ tryton_status("'purchase_requisition'", 'state') }} as status from {{ ref('stg_tryton__requisitions') }}
),

stamps as (
    select
        document_id,
        min(case when state = 'waiting' then changed_at end) as requested_at,
        max(case when state = 'approved' then changed_at end) as approved_at,
        max(case when state in ('draft', 'waiting', 'rejected') then change_number end) as reset_number,
        max(case when state = 'approved' then change_number end) as approval_number
    from {{ ref('int_tryton__state_changes') }}
    where document_type = 'purchase_requisition'
    group by document_id
),

links as (
    select distinct requisition_line_id from {{ ref('int_tryton__requisition_order_links') }}
),

rates as (
    select * from {{ ref('int_tryton__document_rates') }} where document_kind = 'requisition'
),

users as (
    select * from {{ ref('int_tryton__users') }}
)

select
    lines.source_id,
    lines.requisition_line_id,
    lines.requisition_id,
    coalesce(requisitions.document_number, {{ dbt.split_part('lines.requisition_id', "':'", 2) }}) as requisition_number,
    case
        when requisitions.status = 'approved' and links.requisition_line_id is not null then 'ordered'
        else requisitions.status
    end as status,
    requisitions.company_id,
    coalesce(employees.department_id, users.department_id) as department_id,
    coalesce(employees.user_id, users.user_id) as requester_id,
    lines.product_id as item_id,
    case when items.is_service then 'service' else 'goods' end as line_kind,
    {{ tryton_in_stock_unit('lines.quantity', 'units', 'stock_units') }} as quantity_stock_unit,
    {{ tryton_rounded('lines.quantity * lines.unit_price * rates.company_currency_per_unit', 'rates.company_digits') }} as estimated_cost_company_currency,
    requisitions.needed_by_date,
    requisitions.created_at,
    stamps.requested_at,
    case when stamps.reset_number is null or stamps.approval_number > stamps.reset_number then stamps.approved_at end
        as approved_at
from {{ ref('stg_tryton__requisition_lines') }} as lines
inner join requisitions on requisitions.requisition_id = lines.requisition_id
left join stamps on stamps.document_id = lines.requisition_id
left join links on links.requisition_line_id = lines.requisition_line_id
left join rates on rates.document_id = lines.requisition_id
left join {{ ref('int_tryton__employees') }} as employees on employees.employee_id = requisitions.employee_id
left join users on users.user_id = requisitions.creator_user_id
left join {{ ref('int_tryton__items') }} as items on items.item_id = lines.product_id
left join {{ ref('stg_tryton__units') }} as units on units.unit_id = lines.unit_id
left join {{ ref('stg_tryton__units') }} as stock_units on stock_units.unit_id = items.stock_unit_id
