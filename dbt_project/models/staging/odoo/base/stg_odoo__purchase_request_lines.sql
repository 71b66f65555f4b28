{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as requisition_line_id,
    {{ source_key(each, 'request_id') }} as requisition_id,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'product_uom_id') }} as unit_id,
    product_qty as quantity,
    date_required as needed_by_date,
    coalesce(cancelled, false) as is_cancelled,
    estimated_cost as estimated_cost_company_currency,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'purchase_request_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
