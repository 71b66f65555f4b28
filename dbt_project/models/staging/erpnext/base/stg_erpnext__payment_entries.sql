{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as payment_id,
    docstatus,
    posting_date,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    {{ source_key(each, "nullif(owner, '')") }} as creator_user_id,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'payment_entry') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
