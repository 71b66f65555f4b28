{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as order_id,
    number as document_number,
    state,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'party') }} as customer_party_id,
    {{ source_key(each, 'currency') }} as currency_id,
    {{ source_key(each, 'warehouse') }} as warehouse_id,
    sale_date,
    shipping_date,
    untaxed_amount_cache as amount_document_currency,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_key(each, 'write_uid') }} as writer_user_id,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'sale_sale') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
