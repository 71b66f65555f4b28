{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as product_supplier_id,
    id as product_supplier_number,
    {{ source_key(each, 'template') }} as product_template_id,
    {{ source_key(each, 'product') }} as product_id,
    {{ source_key(each, 'party') }} as party_id,
    {{ source_key(each, 'company') }} as company_id,
    sequence,
    cast(round({{ tryton_seconds('lead_time') }} / 86400.0) as bigint) as lead_time_days,
    coalesce(active, true) as is_active
from {{ raw(each, 'purchase_product_supplier') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
