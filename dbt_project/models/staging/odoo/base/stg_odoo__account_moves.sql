{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as account_move_id,
    name as number,
    ref as reference,
    state,
    move_type,
    payment_state,
    {{ source_key(each, 'partner_id') }} as partner_id,
    {{ source_key(each, 'currency_id') }} as currency_id,
    nullif(invoice_currency_rate, 0) as currency_rate,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_key(each, 'invoice_user_id') }} as salesperson_user_id,
    invoice_date,
    date as accounting_date,
    invoice_date_due as due_date,
    amount_untaxed as untaxed_amount,
    amount_residual_signed as open_amount_signed,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'account_move') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
