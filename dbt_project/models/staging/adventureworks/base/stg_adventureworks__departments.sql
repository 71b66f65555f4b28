{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'DepartmentID') }} as department_id,
    Name as department_name,
    GroupName as group_name
from {{ raw(each, 'department') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
