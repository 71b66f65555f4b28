{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as purchase_request_id,
    {{ tryton_reference(each, 'origin', 'purchase.requisition.line') }} as requisition_line_id,
    {{ source_key(each, 'purchase_line') }} as order_line_id,
    state
from {{ raw(each, 'purchase_request') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
