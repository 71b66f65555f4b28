with items as (
    select
        *,
        {{ plain_text('coalesce(item_name_zh, item_name_en)') }} as plain_name,
        {{ plain_text('item_code') }} as plain_code,
        {{ plain_text('coalesce(stock_unit_name_en, stock_unit_name_zh)') }} as plain_unit
    from {{ ref('items') }}
    where created_at is null or created_at <= {{ as_of() }}
),

-- the one entered first is the original, later ones are accused
compared as (
    select
        *,
        row_number() over (
            partition by source_id, is_active, plain_code order by coalesce(created_at, {{ as_of() }}), item_id
        ) as code_number,
        first_value(item_id) over (
            partition by source_id, is_active, plain_code order by coalesce(created_at, {{ as_of() }}), item_id
        ) as code_original,
        -- goods in another unit or category may well have the same name
        row_number() over (
            partition by source_id, is_active, plain_name, plain_unit, item_category
            order by coalesce(created_at, {{ as_of() }}), item_id
        ) as name_number,
        first_value(item_id) over (
            partition by source_id, is_active, plain_name, plain_unit, item_category
            order by coalesce(created_at, {{ as_of() }}), item_id
        ) as name_original,
        min(source_id) over (partition by plain_code) <> max(source_id) over (partition by plain_code) as is_shared,
        min(plain_unit) over (partition by plain_code) as lowest_unit,
        max(plain_unit) over (partition by plain_code) as highest_unit,
        count(plain_unit) over (partition by source_id, is_active, item_category) as category_items,
        count(plain_unit) over (partition by source_id, is_active, item_category, plain_unit) as unit_items
    from items
),

-- what nine tenths of a category of ten and more are counted in is its unit
counted as (
    select
        *,
        category_items >= 10
            and max(unit_items) over (partition by source_id, is_active, item_category) >= 0.9 * category_items
            as has_usual_unit
    from compared
)

select
    source_id,
    item_id as record_id,
    coalesce(item_code, item_name_zh, item_name_en) as record_name,
    'unassigned' as company_id,
    'unassigned' as department_id,
    {{ local_date('created_at') }} as entered_on,
    -- what is out of use is not asked for anything any more
    case when is_active then plain_code is null end as lacks_code,
    case when is_active then plain_name is null end as lacks_name,
    case when is_active then plain_unit is null end as lacks_unit,
    case when is_active then {{ plain_text('item_category') }} is null end as lacks_category,
    case when is_active and plain_code is not null then code_number > 1 end as shares_code,
    case when is_active and plain_name is not null then name_number > 1 end as looks_like_another,
    case when is_active and plain_code is not null and is_shared
        then coalesce(lowest_unit <> highest_unit, false) end as unit_differs_between_sources,
    case when is_active and plain_unit is not null and {{ plain_text('item_category') }} is not null and has_usual_unit
        then unit_items < 0.9 * category_items end as unit_unlike_its_category,
    case
        when is_active and code_number > 1 and plain_code is not null then code_original
        when is_active and name_number > 1 and plain_name is not null then name_original
    end as original_id
from counted
