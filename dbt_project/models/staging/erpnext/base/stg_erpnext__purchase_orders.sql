{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as order_id,
    name as document_number,
    docstatus,
    status as erp_status,
    {{ source_key(each, "nullif(supplier, '')") }} as supplier_id,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    currency as document_currency,
    nullif(conversion_rate, 0) as conversion_rate,
    net_total as amount_document_currency,
    base_net_total as amount_company_currency,
    {{ source_key(each, "nullif(amended_from, '')") }} as amended_from_id,
    {{ source_key(each, "nullif(owner, '')") }} as creator_user_id,
    {{ source_stamp(each, 'creation') }} as created_at,
    {{ source_stamp(each, 'modified') }} as written_at
from {{ raw(each, 'purchase_order') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
