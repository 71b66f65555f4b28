-- Names are English only; a product has no unit, its vendors deliver it by the piece, the box, the gallon ...
select
    items.source_id,
    items.item_id,
    items.item_code,
    items.item_name as item_name_zh,
    items.item_name as item_name_en,
    categories.item_category_name as item_category,
    false as is_service,
    true as is_storable,
    cast(null as {{ dbt.type_string() }}) as stock_unit_name_zh,
    cast(null as {{ dbt.type_string() }}) as stock_unit_name_en,
    coalesce({{ by_as_of('items.sold_until') }}, {{ by_as_of('items.discontinued_at') }}) is null as is_active,
    cast(null as {{ dbt.type_timestamp() }}) as created_at
from {{ ref('stg_adventureworks__items') }} as items
left join {{ ref('stg_adventureworks__item_categories') }} as categories
    on categories.item_category_id = items.item_category_id
