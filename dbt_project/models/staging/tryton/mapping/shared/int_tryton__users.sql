-- Tryton's own account (root) works for others; everybody else is a person. A user's department is that of the employee
-- as whom the user acts.
with users as (
    select * from {{ ref('stg_tryton__users') }}
),

first_employees as (
    select
        *,
        row_number() over (partition by user_id order by {{ by_number('employee_id') }}) as place
    from {{ ref('stg_tryton__user_employees') }}
)

select
    users.source_id,
    users.user_id,
    users.login,
    coalesce(users.user_name, employees.employee_name, users.login) as user_name,
    coalesce(users.company_id, employees.company_id) as company_id,
    employees.department_id,
    users.is_active,
    false as is_external,
    users.is_automatic
from users
left join first_employees on first_employees.user_id = users.user_id and first_employees.place = 1
left join {{ ref('int_tryton__employees') }} as employees
    on employees.employee_id = coalesce(users.employee_id, first_employees.employee_id)
