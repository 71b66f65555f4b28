{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as stock_period_id,
    {{ source_key(each, 'company') }} as company_id,
    date as last_day,
    state
from {{ raw(each, 'stock_period') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
