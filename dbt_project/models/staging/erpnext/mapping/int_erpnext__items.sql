-- ERPNext keeps one name of an item and of a unit, in whatever language they were entered
select
    source_id,
    item_id,
    item_code,
    item_name as item_name_zh,
    item_name as item_name_en,
    item_category,
    is_service,
    is_storable,
    stock_unit_name as stock_unit_name_zh,
    stock_unit_name as stock_unit_name_en,
    is_active,
    created_at
from {{ ref('stg_erpnext__items') }}
