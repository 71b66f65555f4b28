-- The status is all that is known of approval: nobody wrote down who decided, or when. Of an approved order its day of
-- creation stands for its confirmation, since it must not vanish; a rejected one is given up.
select
    orders.source_id,
    orders.order_id,
    orders.order_number,
    case orders.order_status
        when 1 then 'awaiting_approval'
        when 2 then 'confirmed'
        when 3 then 'cancelled'
        when 4 then 'confirmed'
    end as status,
    orders.source_id || ':company' as company_id,
    users.department_id,
    orders.buyer_id,
    orders.supplier_id,
    cast(null as {{ dbt.type_string() }}) as warehouse_id,
    cast(null as {{ dbt.type_string() }}) as contract_id,
    companies.company_currency as document_currency,
    orders.amount_company_currency as amount_document_currency,
    orders.amount_company_currency,
    orders.created_at,
    cast(null as {{ dbt.type_timestamp() }}) as submitted_at,
    case when orders.order_status in (2, 4) then 'complete' else 'incomplete' end as approval_status,
    cast(null as {{ dbt.type_timestamp() }}) as approved_at,
    case when orders.order_status in (2, 4) then orders.created_at end as confirmed_at,
    case when orders.order_status in (2, 4) then orders.created_at end as last_confirmed_at,
    cast(null as {{ dbt.type_timestamp() }}) as cancelled_at
from {{ ref('stg_adventureworks__purchase_orders') }} as orders
left join {{ ref('int_adventureworks__companies') }} as companies on companies.source_id = orders.source_id
left join {{ ref('int_adventureworks__users') }} as users on users.user_id = orders.buyer_id
