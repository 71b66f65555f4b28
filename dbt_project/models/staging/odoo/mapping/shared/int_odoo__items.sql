select
    products.source_id,
    products.product_id as item_id,
    coalesce(products.product_code, templates.product_code) as item_code,
    templates.product_name_zh as item_name_zh,
    templates.product_name_en as item_name_en,
    categories.category_name as item_category,
    templates.product_type = 'service' as is_service,
    templates.is_storable,
    templates.unit_id as stock_unit_id,
    units.unit_name_zh as stock_unit_name_zh,
    units.unit_name_en as stock_unit_name_en,
    units.units_per_reference_unit as stock_units_per_reference_unit,
    products.product_template_id,
    products.is_active,
    products.created_at
from {{ ref('stg_odoo__products') }} as products
inner join {{ ref('stg_odoo__product_templates') }} as templates
    on templates.product_template_id = products.product_template_id
left join {{ ref('stg_odoo__product_categories') }} as categories
    on categories.product_category_id = templates.product_category_id
left join {{ ref('stg_odoo__units') }} as units on units.unit_id = templates.unit_id
