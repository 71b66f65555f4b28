-- Tryton knows no departments, only who supervises whom: whoever supervises somebody leads a department, and belongs to
-- it; everybody else belongs to the supervisor's. An employee's user is the one who currently acts as the employee.
with employees as (
    select * from {{ ref('stg_tryton__employees') }}
),

leaders as (
    select distinct supervisor_id as employee_id from employees where supervisor_id is not null
),

acting as (
    select employee_id, user_id, case when is_active then 0 else 2 end as preference
    from {{ ref('stg_tryton__users') }}
    where employee_id is not null
    union all
    select links.employee_id, links.user_id, case when users.is_active then 1 else 3 end as preference
    from {{ ref('stg_tryton__user_employees') }} as links
    inner join {{ ref('stg_tryton__users') }} as users on users.user_id = links.user_id
),

ranked as (
    select
        *,
        row_number() over (partition by employee_id order by preference, {{ by_number('user_id') }}) as place
    from acting
)

select
    employees.source_id,
    employees.employee_id,
    employees.company_id,
    employees.supervisor_id,
    employees.end_date,
    parties.party_name as employee_name,
    leaders.employee_id is not null as is_leader,
    case when leaders.employee_id is not null then employees.employee_id else employees.supervisor_id end as department_id,
    ranked.user_id
from employees
left join leaders on leaders.employee_id = employees.employee_id
left join ranked on ranked.employee_id = employees.employee_id and ranked.place = 1
left join {{ ref('stg_tryton__parties') }} as parties on parties.party_id = employees.party_id
