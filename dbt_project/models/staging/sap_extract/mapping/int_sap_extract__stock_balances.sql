-- SAP's own balances: the valuated stock of a material in a valuation area, its types together. An area of several plants
-- does not tell their stock apart. Stock kept for one order or project is valued elsewhere.
with plants as (
    select valuation_area_id, min(warehouse_id) as warehouse_id
    from {{ ref('stg_sap_extract__plants') }}
    group by valuation_area_id
    having count(*) = 1
)

select
    valuations.source_id,
    valuations.item_id || ':' || plants.warehouse_id as stock_balance_id,
    warehouses.company_id,
    plants.warehouse_id,
    valuations.item_id,
    'own' as owner,
    cast(null as {{ dbt.type_timestamp() }}) as balance_at,
    valuations.quantity_stock_unit,
    cast(valuations.amount_stored * coalesce(factors.amount_factor, 1) as {{ dbt.type_numeric() }})
        as value_company_currency
from {{ ref('stg_sap_extract__material_valuations') }} as valuations
inner join plants on plants.valuation_area_id = valuations.valuation_area_id
inner join {{ ref('stg_sap_extract__materials') }} as materials on materials.item_id = valuations.item_id
left join {{ ref('int_sap_extract__warehouses') }} as warehouses on warehouses.warehouse_id = plants.warehouse_id
left join {{ ref('stg_sap_extract__companies') }} as companies on companies.company_id = warehouses.company_id
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = valuations.source_id and factors.currency_code = companies.company_currency
where valuations.valuation_type is null
