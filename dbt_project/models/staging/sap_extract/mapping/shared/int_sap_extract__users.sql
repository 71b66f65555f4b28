-- Users there are, and users that only documents name: deleted since, or the user table was not extracted.
with masters as (
    select * from {{ ref('stg_sap_extract__users') }}
),

named as (
    {%- for model, column in [
        ('purchase_requisition_items', 'creator_user_id'), ('purchase_documents', 'creator_user_id'),
        ('purchase_order_histories', 'creator_user_id'), ('supplier_invoices', 'creator_user_id'),
        ('accounting_documents', 'creator_user_id'), ('sales_documents', 'creator_user_id'),
        ('deliveries', 'creator_user_id'), ('billing_documents', 'creator_user_id'),
        ('production_order_masters', 'creator_user_id'), ('confirmations', 'creator_user_id'),
        ('material_documents', 'creator_user_id'), ('universal_material_document_items', 'creator_user_id'),
        ('count_items', 'counter_user_id'), ('change_headers', 'user_id'),
    ] %}
    select source_id, {{ column }} as user_id from {{ ref('stg_sap_extract__' ~ model) }} where {{ column }} is not null
    {{ "union" if not loop.last }}
    {%- endfor %}
),

united as (
    select source_id, user_id, login, user_type, lock_status, valid_to_date, true as is_known from masters
    union all
    select source_id, user_id, substr(user_id, {{ dbt.length('source_id') }} + 6), null, null, null, false
    from named
    where user_id not in (select user_id from masters where user_id is not null)
),

-- the newest address; of a cost center the period that ends last
persons as (
    select *, row_number() over (partition by person_id order by valid_from_date desc) as preference
    from {{ ref('stg_sap_extract__persons') }}
),

cost_centers as (
    select
        *,
        row_number() over (partition by client_cost_center_id order by valid_to_date desc, department_id) as preference
    from {{ ref('stg_sap_extract__cost_centers') }}
)

select
    united.source_id,
    united.user_id,
    united.login,
    coalesce(addresses.user_name, persons.person_name, united.login) as user_name,
    cost_centers.company_id,
    cost_centers.department_id,
    -- where no user was extracted, nothing says that one was deleted
    (united.is_known or united.source_id not in (select source_id from masters))
        and coalesce(united.lock_status, '0') = '0'
        and coalesce(united.valid_to_date >= {{ as_of_date() }}, true) as is_active,
    false as is_external,
    coalesce(united.user_type in ('B', 'C', 'S'), false) as is_automatic
from united
left join {{ ref('stg_sap_extract__user_addresses') }} as addresses on addresses.user_id = united.user_id
left join {{ ref('stg_sap_extract__user_persons') }} as user_persons on user_persons.user_id = united.user_id
left join persons on persons.person_id = user_persons.person_id and persons.preference = 1
left join cost_centers
    on cost_centers.client_cost_center_id
        = coalesce(addresses.client_cost_center_id, user_persons.client_cost_center_id)
    and cost_centers.preference = 1
