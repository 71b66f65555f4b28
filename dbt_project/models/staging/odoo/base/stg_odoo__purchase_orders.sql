{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as order_id,
    name as order_number,
    state,
    {{ source_key(each, 'partner_id') }} as supplier_partner_id,
    {{ source_key(each, 'currency_id') }} as currency_id,
    nullif(currency_rate, 0) as currency_rate,
    {{ source_key(each, 'user_id') }} as buyer_user_id,
    {{ source_key(each, 'company_id') }} as company_id,
    {{ source_key(each, 'picking_type_id') }} as picking_type_id,
    {{ source_key(each, 'requisition_id') }} as agreement_id,
    {{ source_stamp(each, 'date_approve') }} as approved_at,
    amount_untaxed as untaxed_amount,
    amount_total as total_amount,
    receipt_status,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'purchase_order') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
