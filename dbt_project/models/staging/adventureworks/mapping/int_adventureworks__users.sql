-- Everybody who is employed; names stand in a file that is not delivered, so a login is shown without its domain.
with stays as (
    select
        *,
        -- where somebody is now; where they were last, if they have left
        row_number() over (
            partition by user_id
            order by case when end_date is null then 0 else 1 end, start_date desc, department_id desc
        ) as preference
    from {{ ref('stg_adventureworks__employee_departments') }}
    where start_date <= {{ as_of_date() }}
)

select
    employees.source_id,
    employees.user_id,
    employees.login,
    replace(employees.login, 'adventure-works\', '') as user_name,
    employees.source_id || ':company' as company_id,
    stays.department_id,
    employees.is_active,
    false as is_external,
    false as is_automatic
from {{ ref('stg_adventureworks__employees') }} as employees
left join stays on stays.user_id = employees.user_id and stays.preference = 1
