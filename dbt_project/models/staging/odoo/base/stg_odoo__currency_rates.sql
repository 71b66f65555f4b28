{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as currency_rate_id,
    {{ source_key(each, 'currency_id') }} as currency_id,
    {{ source_key(each, 'company_id') }} as company_id,
    name as valid_from_date,
    nullif(rate, 0) as units_per_company_currency
from {{ raw(each, 'res_currency_rate') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
