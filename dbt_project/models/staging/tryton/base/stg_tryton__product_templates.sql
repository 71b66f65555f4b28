{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as product_template_id,
    name as template_name,
    code as template_code,
    type = 'service' as is_service,
    type <> 'service' and not coalesce(consumable, false) as is_storable,
    {{ source_key(each, 'default_uom') }} as unit_id,
    {{ source_key(each, 'account_category') }} as account_category_id,
    coalesce(active, true) as is_active
from {{ raw(each, 'product_template') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
