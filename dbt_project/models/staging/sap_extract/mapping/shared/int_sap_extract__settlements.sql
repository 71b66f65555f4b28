-- Items of suppliers' and customers' accounts that came from an invoice, with what settled them. A settling document with
-- an item of its own on the account is a payment; one without only nets what stood there, such as a credit memo.
with items as (
    {%- for account_type, model, column in [('K', 'cleared_supplier_items', 'supplier_id'), ('D', 'cleared_customer_items', 'customer_id')] %}
    select
        source_id, '{{ account_type }}' as account_type, accounting_item_id, accounting_document_id, company_id,
        {{ column }} as partner_id, clearing_id, is_own_clearing, clearing_date, debit_credit, amount_stored,
        baseline_date, terms_days_1, terms_days_2, terms_days_3
    from {{ ref('stg_sap_extract__' ~ model) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

-- a payment's own item stands in the same clearing, with the number of the settling document
payments as (
    select distinct account_type, company_id, clearing_id, partner_id from items where is_own_clearing
),

documents as (
    select * from {{ ref('stg_sap_extract__accounting_documents') }}
),

clearings as (
    select accounting_document_id as clearing_id, created_at, creator_user_id from documents
)

select
    items.source_id,
    items.account_type,
    items.accounting_item_id,
    items.accounting_document_id,
    documents.origin_type,
    documents.origin_id,
    items.company_id,
    items.debit_credit,
    items.clearing_date,
    {{ sap_due_date('items') }} as due_date,
    case when payments.clearing_id is null then 'credit_note' else 'payment' end as allocation_kind,
    clearings.created_at as recorded_at,
    clearings.creator_user_id,
    cast(items.amount_stored * coalesce(factors.amount_factor, 1) as {{ dbt.type_numeric() }}) as amount_company_currency
from items
inner join documents on documents.accounting_document_id = items.accounting_document_id
left join payments
    on payments.account_type = items.account_type
    and payments.clearing_id = items.clearing_id
    and payments.partner_id = items.partner_id
left join clearings on clearings.clearing_id = items.clearing_id
left join {{ ref('stg_sap_extract__companies') }} as companies on companies.company_id = items.company_id
left join {{ ref('int_sap_extract__currency_factors') }} as factors
    on factors.source_id = items.source_id and factors.currency_code = companies.company_currency
where not items.is_own_clearing
