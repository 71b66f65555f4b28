-- An entry of the stock ledger is a move into or out of one warehouse, so a transfer is two. A reconciliation sets the
-- balance instead of changing it: its change is the balance afterwards less the one before.
with entries as (
    select
        *,
        coalesce(lag(balance_stock_unit) over (
            partition by item_id, warehouse_id order by posting_at, created_at, ledger_entry_id
        ), 0) as balance_before
    from {{ ref('stg_erpnext__stock_ledger_entries') }}
    where not is_cancelled
),

stepped as (
    select
        *,
        case
            when voucher_type = 'Stock Reconciliation' and coalesce(quantity_change_stock_unit, 0) = 0
            then balance_stock_unit - balance_before
            else coalesce(quantity_change_stock_unit, 0)
        end as change
    from entries
),

changed as (
    select *, coalesce(nullif(change, 0), value_company_currency, 0) as direction from stepped
),

documents as (
    select 'Purchase Receipt' as voucher_type, receipt_id as voucher_id, is_return,
        cast(null as {{ dbt.type_string() }}) as purpose
    from {{ ref('stg_erpnext__purchase_receipts') }}
    union all
    select 'Purchase Invoice', invoice_id, is_return, null from {{ ref('stg_erpnext__purchase_invoices') }}
    union all
    select 'Delivery Note', delivery_id, is_return, null from {{ ref('stg_erpnext__delivery_notes') }}
    union all
    select 'Sales Invoice', invoice_id, is_return, null from {{ ref('stg_erpnext__sales_invoices') }}
    union all
    select 'Stock Entry', stock_entry_id, false, purpose from {{ ref('stg_erpnext__stock_entries') }}
    union all
    select 'Stock Reconciliation', stock_reconciliation_id, false, purpose
    from {{ ref('stg_erpnext__stock_reconciliations') }}
),

-- what the document was for, whichever way the goods went; an entry without goods goes the way of its value
reasoned as (
    select
        changed.*,
        case
            when changed.voucher_type = 'Stock Reconciliation'
            then case when documents.purpose = 'Opening Stock' then 'opening' else 'count' end
            when changed.voucher_type in ('Purchase Receipt', 'Purchase Invoice')
            then case when documents.is_return then 'supplier_return' else 'purchase_receipt' end
            when changed.voucher_type in ('Delivery Note', 'Sales Invoice')
            then case when documents.is_return then 'customer_return' else 'customer_delivery' end
            when changed.voucher_type = 'Subcontracting Receipt'
            then case when changed.direction > 0 then 'purchase_receipt' else 'production_consumption' end
            when documents.purpose like 'Material Transfer%' or documents.purpose = 'Send to Subcontractor' then 'transfer'
            when documents.purpose in ('Manufacture', 'Repack', 'Disassemble', 'Material Consumption for Manufacture')
            then case when changed.direction > 0 then 'production_output' else 'production_consumption' end
            else 'adjustment'
        end as document_reason,
        changed.change = 0 and changed.voucher_type <> 'Stock Reconciliation' as is_revaluation,
        documents.voucher_id is not null or changed.voucher_type = 'Subcontracting Receipt' as is_document_known
    from changed
    left join documents
        on documents.voucher_type = changed.voucher_type and documents.voucher_id = changed.voucher_id
)

select
    source_id,
    ledger_entry_id as stock_move_id,
    company_id,
    item_id,
    posting_at as moved_at,
    case when is_revaluation then 'revaluation' else document_reason end as reason,
    case when is_revaluation and is_document_known then document_reason end as revalued_reason,
    case when change < 0 then warehouse_id end as from_location_id,
    case when change >= 0 then warehouse_id end as to_location_id,
    change < 0 as is_from_stock,
    change >= 0 as is_to_stock,
    case when change < 0 then warehouse_id end as from_warehouse_id,
    case when change >= 0 then warehouse_id end as to_warehouse_id,
    'own' as owner,
    abs(change) as quantity_stock_unit,
    coalesce(value_company_currency, 0) as value_company_currency,
    creator_user_id as mover_id,
    voucher_type,
    voucher_line_id
from reasoned
