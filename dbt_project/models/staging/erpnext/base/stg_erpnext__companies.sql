{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as company_id,
    company_name,
    default_currency as company_currency
from {{ raw(each, 'company') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
