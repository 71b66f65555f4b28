{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as version_id,
    ref_doctype as doctype,
    {{ source_key(each, "nullif(docname, '')") }} as document_id,
    nullif(data, '') as data,
    {{ source_stamp(each, 'creation') }} as changed_at,
    {{ source_key(each, "nullif(owner, '')") }} as user_id
from {{ raw(each, 'version') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
