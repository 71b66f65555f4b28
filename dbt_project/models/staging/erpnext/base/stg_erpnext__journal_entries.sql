{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as journal_entry_id,
    docstatus,
    voucher_type as entry_kind,
    posting_date,
    {{ source_key(each, "nullif(owner, '')") }} as creator_user_id,
    {{ source_stamp(each, 'creation') }} as created_at
from {{ raw(each, 'journal_entry') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
