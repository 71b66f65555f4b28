{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as order_line_id,
    {{ source_stamp(each, 'date_planned') }} as promised_at,
    product_qty as quantity,
    price_unit as unit_price,
    {{ source_stamp(each, 'write_date') }} as written_at,
    _extracted_at as extracted_at
from {{ raw(each, 'purchase_order_line__history') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
