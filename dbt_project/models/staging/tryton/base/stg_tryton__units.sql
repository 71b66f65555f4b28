{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as unit_id,
    name as unit_name,
    factor,
    rate,
    rounding
from {{ raw(each, 'product_uom') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
