{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'BusinessEntityID') }} as user_id,
    {{ source_key(each, 'DepartmentID') }} as department_id,
    StartDate as start_date,
    EndDate as end_date
from {{ raw(each, 'employee_department_history') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
