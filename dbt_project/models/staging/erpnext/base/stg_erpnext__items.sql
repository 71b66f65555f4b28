{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as item_id,
    item_code,
    item_name,
    item_group as item_category,
    stock_uom as stock_unit_name,
    coalesce(is_stock_item, false) as is_storable,
    not coalesce(is_stock_item, false) and not coalesce(is_fixed_asset, false) as is_service,
    nullif(lead_time_days, 0) as lead_time_days,
    not coalesce(disabled, false) as is_active,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'item') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
