{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'invoice_line_id') }} as invoice_line_id,
    {{ source_key(each, 'order_line_id') }} as order_line_id
from {{ raw(each, 'sale_order_line_invoice_rel') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
