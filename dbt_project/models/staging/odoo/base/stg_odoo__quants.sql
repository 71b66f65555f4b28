{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as quant_id,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'location_id') }} as location_id,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_key(each, 'owner_id') }} as owner_partner_id,
    quantity as quantity_stock_unit
from {{ raw(each, 'stock_quant') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
