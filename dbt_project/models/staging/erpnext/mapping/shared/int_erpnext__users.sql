with users as (
    select * from {{ ref('stg_erpnext__users') }}
),

-- a user who has left and come back has two employee records: the active one counts
employees as (
    select
        *,
        row_number() over (
            partition by user_id order by case when is_active then 0 else 1 end, employee_id desc
        ) as preference
    from {{ ref('stg_erpnext__employees') }}
    where user_id is not null
)

select
    users.source_id,
    users.user_id,
    users.login,
    coalesce(employees.employee_name, users.user_name, users.login) as user_name,
    employees.company_id,
    employees.department_id,
    users.is_active,
    users.is_external,
    users.is_automatic
from users
left join employees on employees.user_id = users.user_id and employees.preference = 1
