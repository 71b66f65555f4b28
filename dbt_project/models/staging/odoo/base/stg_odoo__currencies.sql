{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as currency_id,
    name as currency_code,
    decimal_places
from {{ raw(each, 'res_currency') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
