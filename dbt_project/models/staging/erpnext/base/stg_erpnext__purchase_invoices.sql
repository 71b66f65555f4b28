{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as invoice_id,
    name as document_number,
    docstatus,
    status as erp_status,
    {{ source_key(each, "nullif(supplier, '')") }} as supplier_id,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    {{ source_stamp(each, erpnext_posting_stamp('posting_date', 'posting_time')) }} as posting_at,
    posting_date,
    bill_date,
    due_date,
    coalesce(is_return, false) as is_return,
    {{ source_key(each, "nullif(return_against, '')") }} as return_against_id,
    -- versions without the flag settle the invoice that a debit note is against
    not coalesce(update_outstanding_for_self, false) as settles_returned_invoice,
    coalesce(is_paid, false) as is_paid_at_once,
    coalesce(update_stock, false) as is_receipt_too,
    currency as document_currency,
    nullif(conversion_rate, 0) as conversion_rate,
    outstanding_amount,
    base_paid_amount as paid_amount_company_currency,
    base_grand_total as gross_amount_company_currency,
    {{ source_key(each, "nullif(amended_from, '')") }} as amended_from_id,
    {{ source_key(each, "nullif(owner, '')") }} as creator_user_id,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'purchase_invoice') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
