{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as supplier_price_id,
    {{ source_key(each, 'partner_id') }} as supplier_partner_id,
    {{ source_key(each, 'product_tmpl_id') }} as product_template_id,
    {{ source_key(each, 'product_id') }} as product_id,
    sequence,
    min_qty as minimum_quantity,
    -- nobody maintains a lead time of 0 days
    nullif(delay, 0) as lead_time_days
from {{ raw(each, 'product_supplierinfo') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
