{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'purchase_request_line_id') }} as requisition_line_id,
    {{ source_key(each, 'purchase_order_line_id') }} as order_line_id
from {{ raw(each, 'purchase_request_purchase_order_line_rel') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
