-- Items of material documents that move stock of the company: nothing that is consumed as it comes, no goods that belong
-- to the supplier, no receipt into stock that is not yet accepted (103). An item of a count without a difference moves
-- nothing and is a move all the same: what was found right was counted.
with documents as (
    select items.*, headers.posted_at, headers.creator_user_id
    from {{ ref('stg_sap_extract__material_document_items') }} as items
    inner join {{ ref('stg_sap_extract__material_documents') }} as headers
        on headers.material_document_id = items.material_document_id
    -- S/4 shows MSEG as a view on MATDOC: extracted both, the rows are the same
    where items.stock_move_id not in (
        select stock_move_id from {{ ref('stg_sap_extract__universal_material_document_items') }} where stock_move_id is not null
    )
    union all by name
    select * exclude (record_type)
    from {{ ref('stg_sap_extract__universal_material_document_items') }}
    where coalesce(record_type, 'MDOC') = 'MDOC'
),

moves as (
    select documents.*, companies.company_currency
    from documents
    inner join {{ ref('stg_sap_extract__materials') }} as materials on materials.item_id = documents.item_id
    left join {{ ref('stg_sap_extract__companies') }} as companies on companies.company_id = documents.company_id
    where not (documents.is_consumed_at_once and coalesce(documents.movement_indicator, '') = 'B')
        and coalesce(documents.special_stock, '') <> 'K'
        and documents.movement_type not in ('103', '104', '124', '125')
),

reasoned as (
    select
        moves.*,
        case
            when movement_type between '561' and '566' then 'opening'
            when movement_type in ('122', '123', '161', '162') then 'supplier_return'
            when movement_type in ('101', '102', '105', '106', '107', '108', '109', '110')
                then case when movement_indicator = 'F' then 'production_output' else 'purchase_receipt' end
            when movement_type in ('131', '132', '531', '532') then 'production_output'
            when movement_type in ('261', '262') then 'production_consumption'
            when movement_type in ('601', '602') then 'customer_delivery'
            when movement_type between '651' and '658' then 'customer_return'
            when movement_type between '551' and '556' then 'scrap'
            when movement_type between '701' and '718' then 'count'
            when movement_type between '301' and '454' or movement_type between '641' and '648' then 'transfer'
            else 'adjustment'
        end as reason,
        debit_credit = 'S' as is_into_stock
    from moves
)

select
    reasoned.source_id,
    reasoned.stock_move_id,
    reasoned.company_id,
    reasoned.item_id,
    reasoned.posted_at as moved_at,
    reasoned.reason,
    cast(null as {{ dbt.type_string() }}) as revalued_reason,
    case when not reasoned.is_into_stock then reasoned.location_id end as from_location_id,
    case when reasoned.is_into_stock then reasoned.location_id end as to_location_id,
    not reasoned.is_into_stock as is_from_stock,
    reasoned.is_into_stock as is_to_stock,
    case when not reasoned.is_into_stock then reasoned.warehouse_id end as from_warehouse_id,
    case when reasoned.is_into_stock then reasoned.warehouse_id end as to_warehouse_id,
    'own' as owner,
    abs(reasoned.quantity_stock_unit) as quantity_stock_unit,
    cast(
        case when reasoned.is_into_stock then 1 else -1 end * abs(coalesce(reasoned.amount_stored, 0))
        * coalesce(factors.amount_factor, 1)
    as {{ dbt.type_numeric() }}) as value_company_currency,
    reasoned.creator_user_id as mover_id
from reasoned
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = reasoned.source_id and factors.currency_code = reasoned.company_currency
union all
select
    counts.source_id,
    counts.count_item_id || ':count' as stock_move_id,
    warehouses.company_id,
    counts.item_id,
    counts.counted_at as moved_at,
    'count' as reason,
    cast(null as {{ dbt.type_string() }}) as revalued_reason,
    cast(null as {{ dbt.type_string() }}) as from_location_id,
    counts.location_id as to_location_id,
    false as is_from_stock,
    true as is_to_stock,
    cast(null as {{ dbt.type_string() }}) as from_warehouse_id,
    counts.warehouse_id as to_warehouse_id,
    'own' as owner,
    0 as quantity_stock_unit,
    0 as value_company_currency,
    counts.counter_user_id as mover_id
from {{ ref('stg_sap_extract__count_items') }} as counts
inner join {{ ref('stg_sap_extract__materials') }} as materials on materials.item_id = counts.item_id
left join {{ ref('int_sap_extract__warehouses') }} as warehouses on warehouses.warehouse_id = counts.warehouse_id
where counts.is_counted and not counts.is_deleted and counts.stock_move_id is null
