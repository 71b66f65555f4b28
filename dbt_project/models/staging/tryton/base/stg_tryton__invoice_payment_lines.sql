{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as invoice_payment_line_id,
    {{ source_key(each, 'invoice') }} as invoice_id,
    {{ source_key(each, 'line') }} as account_move_line_id,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'account_invoice_account_move_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
