with users as (
    select * from {{ ref('stg_odoo__users') }}
),

partners as (
    select * from {{ ref('stg_odoo__partners') }}
),

-- a user may have several employee records (one a company); the one of the home company counts
employees as (
    select
        employees.user_id,
        coalesce(employees.department_id, versions.department_id) as department_id,
        employees.employee_name,
        row_number() over (
            partition by employees.user_id
            order by
                case when employees.company_id = users.company_id then 0 else 1 end,
                case when employees.is_active then 0 else 1 end,
                employees.employee_id
        ) as preference
    from {{ ref('stg_odoo__employees') }} as employees
    inner join users on users.user_id = employees.user_id
    left join {{ ref('stg_odoo__employee_versions') }} as versions
        on versions.employee_version_id = employees.current_version_id
)

select
    users.source_id,
    users.user_id,
    users.login,
    coalesce(employees.employee_name, partners.partner_name, users.login) as user_name,
    users.partner_id,
    partners.language,
    users.company_id,
    employees.department_id,
    users.is_active,
    users.is_external,
    users.user_number_in_source = 1 as is_automatic
from users
left join partners on partners.partner_id = users.partner_id
left join employees on employees.user_id = users.user_id and employees.preference = 1
