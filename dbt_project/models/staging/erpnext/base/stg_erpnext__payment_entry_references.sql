{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as payment_reference_id,
    {{ source_key(each, "nullif(parent, '')") }} as payment_id,
    reference_doctype,
    {{ source_key(each, "nullif(reference_name, '')") }} as reference_id,
    allocated_amount,
    coalesce(nullif(exchange_rate, 0), 1.0) as exchange_rate
from {{ raw(each, 'payment_entry_reference') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
