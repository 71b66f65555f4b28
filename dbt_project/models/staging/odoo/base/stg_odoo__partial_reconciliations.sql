{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as reconciliation_id,
    {{ source_key(each, 'debit_move_id') }} as debit_line_id,
    {{ source_key(each, 'credit_move_id') }} as credit_line_id,
    amount as amount_company_currency,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'account_partial_reconcile') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
