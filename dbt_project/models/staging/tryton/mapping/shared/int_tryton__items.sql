-- An item is a variant of a template. Its code is the template's with the variant's suffix; names in Chinese come from
-- Tryton's own translations where there are any.
with templates as (
    select * from {{ ref('stg_tryton__product_templates') }}
),

template_categories as (
    select product_template_id, min(category_id) as category_id
    from {{ ref('stg_tryton__template_categories') }}
    group by product_template_id
),

names as (
    select field, record_id, max(translated_text) as translated_text
    from {{ ref('stg_tryton__translations') }}
    where translated_text is not null
    group by field, record_id
)

select
    products.source_id,
    products.product_id as item_id,
    coalesce(
        products.product_code,
        nullif(coalesce(templates.template_code, '') || coalesce(products.suffix_code, ''), '')
    ) as item_code,
    coalesce(template_names.translated_text, templates.template_name) as item_name_zh,
    templates.template_name as item_name_en,
    categories.category_name as item_category,
    templates.is_service,
    templates.is_storable,
    coalesce(unit_names.translated_text, units.unit_name) as stock_unit_name_zh,
    units.unit_name as stock_unit_name_en,
    products.is_active and templates.is_active as is_active,
    products.created_at,
    templates.product_template_id,
    templates.unit_id as stock_unit_id
from {{ ref('stg_tryton__products') }} as products
inner join templates on templates.product_template_id = products.product_template_id
left join template_categories on template_categories.product_template_id = templates.product_template_id
left join {{ ref('stg_tryton__categories') }} as categories
    on categories.category_id = coalesce(template_categories.category_id, templates.account_category_id)
left join {{ ref('stg_tryton__units') }} as units on units.unit_id = templates.unit_id
left join names as template_names
    on template_names.field = 'product.template,name' and template_names.record_id = templates.product_template_id
left join names as unit_names on unit_names.field = 'product.uom,name' and unit_names.record_id = units.unit_id
