{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as user_employee_id,
    {{ source_key(each, '"user"') }} as user_id,
    {{ source_key(each, 'employee') }} as employee_id
from {{ raw(each, 'res_user_company_employee') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
