{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as invoice_id,
    docstatus,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    {{ source_stamp(each, erpnext_posting_stamp('posting_date', 'posting_time')) }} as posting_at,
    coalesce(is_return, false) as is_return,
    coalesce(update_stock, false) as is_delivery_too,
    {{ source_key(each, "nullif(owner, '')") }} as creator_user_id,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'sales_invoice') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
