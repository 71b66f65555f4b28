{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as decimal_precision_id,
    name as usage,
    digits
from {{ raw(each, 'decimal_precision') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
