-- ERPNext's own balances, its bins.
select
    bins.source_id,
    bins.bin_id as stock_balance_id,
    warehouses.company_id,
    bins.warehouse_id,
    bins.item_id,
    'own' as owner,
    cast(null as {{ dbt.type_timestamp() }}) as balance_at,
    bins.quantity_stock_unit,
    bins.value_company_currency
from {{ ref('stg_erpnext__bins') }} as bins
left join {{ ref('stg_erpnext__warehouses') }} as warehouses on warehouses.warehouse_id = bins.warehouse_id
