{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'BusinessEntityID') }} as user_id,
    LoginID as login,
    JobTitle as job_title,
    CurrentFlag as is_active
from {{ raw(each, 'employee') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
