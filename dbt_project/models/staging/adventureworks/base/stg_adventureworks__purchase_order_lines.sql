{% for each in sources_of('adventureworks') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'PurchaseOrderDetailID') }} as order_line_id,
    {{ source_key(each, 'PurchaseOrderID') }} as order_id,
    {{ source_key(each, 'ProductID') }} as item_id,
    {{ source_stamp(each, end_of_day('DueDate')) }} as promised_at,
    OrderQty as quantity_ordered,
    ReceivedQty as quantity_received,
    RejectedQty as quantity_rejected,
    OrderQty * UnitPrice as amount_company_currency,
    {{ source_stamp(each, 'ModifiedDate') }} as written_at
from {{ raw(each, 'purchase_order_detail') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
