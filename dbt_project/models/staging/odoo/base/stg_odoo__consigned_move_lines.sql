{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as move_line_id,
    {{ source_key(each, 'move_id') }} as move_id,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'product_uom_id') }} as unit_id,
    {{ source_key(each, 'owner_id') }} as owner_partner_id,
    quantity,
    state
from {{ raw(each, 'stock_move_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
