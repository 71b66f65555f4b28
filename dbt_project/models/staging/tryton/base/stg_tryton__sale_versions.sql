{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, '__id') }} as version_id,
    {{ source_key(each, 'id') }} as order_id,
    __id as version_number,
    {{ source_stamp(each, 'coalesce(write_date, create_date)') }} as valid_from,
    {{ source_key(each, 'coalesce(write_uid, create_uid)') }} as user_id,
    create_date is null as is_deletion,
    state,
    {{ source_key(each, 'party') }} as customer_party_id,
    {{ source_key(each, 'warehouse') }} as warehouse_id,
    shipping_date,
    untaxed_amount_cache as amount_document_currency
from {{ raw(each, 'sale_sale__history') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
