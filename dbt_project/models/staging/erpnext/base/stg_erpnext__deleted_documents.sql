{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as deleted_document_id,
    deleted_doctype as doctype,
    {{ source_key(each, "nullif(deleted_name, '')") }} as document_id,
    coalesce(restored, false) as is_restored,
    {{ source_stamp(each, 'creation') }} as deleted_at,
    {{ source_key(each, "nullif(owner, '')") }} as user_id
from {{ raw(each, 'deleted_document') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
