{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as invoice_id,
    number as document_number,
    reference,
    type as invoice_type,
    state,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'party') }} as party_id,
    {{ source_key(each, 'currency') }} as currency_id,
    invoice_date,
    accounting_date,
    {{ source_key(each, 'account') }} as account_id,
    {{ source_key(each, 'move') }} as account_move_id,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_key(each, 'write_uid') }} as writer_user_id,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'account_invoice') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
