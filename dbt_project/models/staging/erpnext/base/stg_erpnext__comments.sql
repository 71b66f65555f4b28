{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as comment_id,
    comment_type,
    reference_doctype as doctype,
    {{ source_key(each, "nullif(reference_name, '')") }} as document_id,
    content,
    {{ source_stamp(each, 'creation') }} as written_at,
    {{ source_key(each, "nullif(owner, '')") }} as user_id
from {{ raw(each, 'comment') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
