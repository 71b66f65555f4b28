{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'PurchaseOrderID') }} as order_id,
    cast(PurchaseOrderID as {{ dbt.type_string() }}) as order_number,
    Status as order_status,
    {{ source_key(each, 'EmployeeID') }} as buyer_id,
    {{ source_key(each, 'VendorID') }} as supplier_id,
    SubTotal as amount_company_currency,
    {{ source_stamp(each, 'OrderDate') }} as created_at
from {{ raw(each, 'purchase_order_header') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
