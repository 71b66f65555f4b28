-- The people whom one employee supervises, named after that employee; Tryton keeps one name, in whatever language.
select
    source_id,
    employee_id as department_id,
    employee_name as department_name_zh,
    employee_name as department_name_en,
    supervisor_id as parent_department_id,
    company_id,
    end_date is null or end_date >= {{ as_of_date() }} as is_active
from {{ ref('int_tryton__employees') }}
where is_leader
