{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as account_move_line_id,
    {{ source_key(each, 'move_id') }} as account_move_id,
    display_type,
    coalesce(is_downpayment, false) as is_down_payment,
    {{ source_key(each, 'product_id') }} as product_id,
    {{ source_key(each, 'purchase_line_id') }} as purchase_order_line_id,
    quantity,
    price_unit as unit_price,
    price_subtotal as net_amount,
    balance as balance_company_currency,
    -- at which rate the line was booked
    nullif(amount_currency, 0) / nullif(balance, 0) as booked_currency_rate,
    date as posting_date,
    date_maturity as due_date
from {{ raw(each, 'account_move_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
