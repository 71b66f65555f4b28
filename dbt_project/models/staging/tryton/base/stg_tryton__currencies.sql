{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as currency_id,
    code as currency_code,
    digits
from {{ raw(each, 'currency_currency') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
