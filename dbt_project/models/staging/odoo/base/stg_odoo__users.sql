{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as user_id,
    login,
    {{ source_key(each, 'partner_id') }} as partner_id,
    {{ source_key(each, 'company_id') }} as company_id,
    coalesce(active, true) as is_active,
    coalesce(share, false) as is_external,
    id as user_number_in_source
from {{ raw(each, 'res_users') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
