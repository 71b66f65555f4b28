{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as ledger_entry_id,
    {{ source_key(each, "nullif(item_code, '')") }} as item_id,
    {{ source_key(each, "nullif(warehouse, '')") }} as warehouse_id,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    {{ source_stamp(each, erpnext_posting_stamp('posting_date', 'posting_time')) }} as posting_at,
    voucher_type,
    {{ source_key(each, "nullif(voucher_no, '')") }} as voucher_id,
    {{ source_key(each, "nullif(voucher_detail_no, '')") }} as voucher_line_id,
    actual_qty as quantity_change_stock_unit,
    qty_after_transaction as balance_stock_unit,
    stock_value_difference as value_company_currency,
    coalesce(is_cancelled, false) as is_cancelled,
    {{ source_key(each, "nullif(owner, '')") }} as creator_user_id,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'stock_ledger_entry') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
