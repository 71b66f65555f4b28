-- What moved, by day and place: the one reading of all moves that every balance is made from. A move between two
-- warehouses stands in both; within one it changes nothing. Value stands once, where the goods went, or else where they
-- came from.
with moves as (
    select
        source_id, company_id, item_id, value_company_currency, is_from_stock, is_to_stock, from_warehouse_id,
        to_warehouse_id, owner, moved_on, is_within_warehouse,
        case when is_within_warehouse then 0 else quantity_stock_unit end as quantity,
        -- goods issued at cost: delivered to customers, less what they returned, and what that is found later to have cost
        case when purpose in ('customer_delivery', 'customer_return') then -value_company_currency else 0 end as issue_cost,
        case when reason in ('customer_delivery', 'production_consumption') then quantity_stock_unit else 0 end as issued
    from (
        select
            {{ counting_source_id('source_id', 'company_id') }} as source_id,
            company_id, item_id, value_company_currency, is_from_stock, is_to_stock, reason,
            quantity_stock_unit,
            coalesce(revalued_reason, reason) as purpose,
            {{ unassigned('from_warehouse_id') }} as from_warehouse_id,
            {{ unassigned('to_warehouse_id') }} as to_warehouse_id,
            coalesce(owner, 'own') as owner,
            {{ local_date('moved_at') }} as moved_on,
            is_from_stock and is_to_stock
                and {{ unassigned('from_warehouse_id') }} = {{ unassigned('to_warehouse_id') }} as is_within_warehouse
        from {{ ref('stock_moves') }}
        where moved_at <= {{ as_of() }}
    ) as dated
),

sides as (
    select
        source_id, company_id, item_id, to_warehouse_id as warehouse_id, owner, true as has_place, moved_on,
        quantity as quantity_in, 0 as quantity_out, 0 as quantity_issued,
        value_company_currency as value_change,
        case when is_from_stock and not is_within_warehouse then 0 else issue_cost end as issue_cost
    from moves
    where is_to_stock
    union all
    select
        source_id, company_id, item_id, from_warehouse_id, owner, true, moved_on, 0, quantity, issued,
        case when is_to_stock then 0 else value_company_currency end, issue_cost
    from moves
    where is_from_stock and not is_within_warehouse
    union all
    select source_id, company_id, item_id, 'unassigned', owner, false, moved_on, 0, 0, 0, value_company_currency, issue_cost
    from moves
    where not is_to_stock and not is_from_stock
)

select
    source_id,
    company_id,
    item_id,
    warehouse_id,
    owner,
    has_place,
    moved_on,
    cast(sum(quantity_in) as {{ dbt.type_numeric() }}) as quantity_in_stock_unit,
    cast(sum(quantity_out) as {{ dbt.type_numeric() }}) as quantity_out_stock_unit,
    cast(sum(quantity_issued) as {{ dbt.type_numeric() }}) as quantity_issued_stock_unit,
    cast(sum(value_change) as {{ dbt.type_numeric() }}) as value_change_company_currency,
    cast(sum(issue_cost) as {{ dbt.type_numeric() }}) as issue_cost_company_currency
from sides
group by source_id, company_id, item_id, warehouse_id, owner, has_place, moved_on
