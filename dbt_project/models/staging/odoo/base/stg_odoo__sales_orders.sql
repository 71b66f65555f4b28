{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as order_id,
    name as order_number,
    state,
    {{ source_key(each, 'partner_id') }} as customer_partner_id,
    {{ source_key(each, 'currency_id') }} as currency_id,
    nullif(currency_rate, 0) as currency_rate,
    {{ source_key(each, 'user_id') }} as salesperson_user_id,
    {{ source_key(each, 'team_id') }} as team_id,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_key(each, 'warehouse_id') }} as warehouse_id,
    {{ source_stamp(each, 'date_order') }} as order_dated_at,
    {{ source_stamp(each, 'commitment_date') }} as requested_at,
    amount_untaxed as untaxed_amount,
    amount_total as total_amount,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'sale_order') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
