{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as company_id,
    name as company_name,
    {{ source_key(each, 'partner_id') }} as partner_id,
    {{ source_key(each, 'currency_id') }} as currency_id,
    {{ source_key(each, 'parent_id') }} as parent_company_id
from {{ raw(each, 'res_company') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
