-- Odoo's own balances, its quants, in the places that count as the company's stock.
select
    quants.source_id,
    coalesce(quants.company_id, warehouses.company_id) || ':' || coalesce(locations.warehouse_id, '-') || ':'
        || quants.product_id || ':' || case when companies.company_id is null and quants.owner_partner_id is not null
            then 'consigned' else 'own' end as stock_balance_id,
    coalesce(quants.company_id, warehouses.company_id) as company_id,
    locations.warehouse_id,
    quants.product_id as item_id,
    case when companies.company_id is null and quants.owner_partner_id is not null then 'consigned' else 'own' end
        as owner,
    cast(null as {{ dbt.type_timestamp() }}) as balance_at,
    cast(sum(quants.quantity_stock_unit) as {{ dbt.type_numeric() }}) as quantity_stock_unit,
    cast(null as {{ dbt.type_numeric() }}) as value_company_currency
from {{ ref('stg_odoo__quants') }} as quants
inner join {{ ref('stg_odoo__locations') }} as locations on locations.location_id = quants.location_id
left join {{ ref('stg_odoo__warehouses') }} as warehouses on warehouses.warehouse_id = locations.warehouse_id
left join {{ ref('stg_odoo__companies') }} as companies on companies.partner_id = quants.owner_partner_id
where locations.usage = 'internal' or (locations.usage = 'transit' and locations.company_id is not null)
group by 1, 2, 3, 4, 5, 6
