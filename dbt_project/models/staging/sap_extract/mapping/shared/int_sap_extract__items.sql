-- Materials with their texts in Chinese (language 1) and English (E); where one is missing the other, then German.
with materials as (
    select * from {{ ref('stg_sap_extract__materials') }}
),

names as (
    select
        item_id,
        max(case when language in ('1', 'ZH') then name end) as name_zh,
        max(case when language in ('E', 'EN') then name end) as name_en,
        max(case when language in ('D', 'DE') then name end) as name_de,
        max(name) as any_name
    from {{ ref('stg_sap_extract__material_texts') }}
    group by item_id
),

units as (
    select
        client_id,
        unit,
        max(case when language in ('1', 'ZH') then name end) as name_zh,
        max(case when language in ('E', 'EN') then name end) as name_en
    from {{ ref('stg_sap_extract__unit_texts') }}
    group by client_id, unit
)

select
    materials.source_id,
    materials.item_id,
    materials.item_code,
    coalesce(names.name_zh, names.name_en, names.name_de, names.any_name, materials.item_code) as item_name_zh,
    coalesce(names.name_en, names.name_zh, names.name_de, names.any_name, materials.item_code) as item_name_en,
    materials.material_group as item_category,
    coalesce(materials.material_type in ('DIEN', 'SERV'), false) as is_service,
    not coalesce(materials.material_type in ('DIEN', 'SERV', 'NLAG'), false) as is_storable,
    coalesce(units.name_zh, units.name_en, materials.stock_unit) as stock_unit_name_zh,
    coalesce(units.name_en, materials.stock_unit) as stock_unit_name_en,
    not materials.is_deleted as is_active,
    materials.created_at
from materials
left join names on names.item_id = materials.item_id
left join units on units.client_id = materials.client_id and units.unit = materials.stock_unit
