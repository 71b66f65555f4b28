{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as login_id,
    {{ source_key(each, 'create_uid') }} as user_id,
    {{ source_stamp(each, 'create_date') }} as logged_in_at
from {{ raw(each, 'res_users_log') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
