{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as invoice_line_id,
    {{ source_key(each, "nullif(parent, '')") }} as invoice_id,
    {{ source_key(each, "nullif(item_code, '')") }} as item_id,
    qty as quantity,
    stock_qty as quantity_stock_unit,
    net_amount as amount_document_currency,
    base_net_amount as amount_company_currency,
    {{ source_key(each, "nullif(so_detail, '')") }} as order_line_id,
    {{ source_key(each, "nullif(dn_detail, '')") }} as delivery_line_id
from {{ raw(each, 'sales_invoice_item') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
