-- Purchasing groups and cost centers: SAP has no other departments that documents name. Of a cost center the period that
-- ends last.
with texts as (
    select
        cost_center_id,
        max(case when language in ('1', 'ZH') then name end) as name_zh,
        max(case when language in ('E', 'EN') then name end) as name_en,
        max(name) as any_name
    from {{ ref('stg_sap_extract__cost_center_texts') }}
    group by cost_center_id
),

cost_centers as (
    select *, row_number() over (partition by cost_center_id order by valid_to_date desc) as preference
    from {{ ref('stg_sap_extract__cost_centers') }}
)

select
    source_id,
    department_id,
    group_name as department_name_zh,
    group_name as department_name_en,
    cast(null as {{ dbt.type_string() }}) as parent_department_id,
    cast(null as {{ dbt.type_string() }}) as company_id,
    true as is_active
from {{ ref('stg_sap_extract__purchasing_groups') }}
union all
select
    cost_centers.source_id,
    cost_centers.department_id,
    coalesce(texts.name_zh, texts.name_en, texts.any_name, cost_centers.cost_center_code) as department_name_zh,
    coalesce(texts.name_en, texts.name_zh, texts.any_name, cost_centers.cost_center_code) as department_name_en,
    cast(null as {{ dbt.type_string() }}) as parent_department_id,
    cost_centers.company_id,
    cost_centers.valid_to_date >= {{ as_of_date() }} as is_active
from cost_centers
left join texts on texts.cost_center_id = cost_centers.cost_center_id
where cost_centers.preference = 1
