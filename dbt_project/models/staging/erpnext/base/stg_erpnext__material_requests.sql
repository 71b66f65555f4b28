{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as material_request_id,
    name as document_number,
    material_request_type as request_type,
    docstatus,
    status as erp_status,
    {{ source_key(each, "nullif(company, '')") }} as company_id,
    {{ source_key(each, "nullif(amended_from, '')") }} as amended_from_id,
    {{ source_key(each, "nullif(owner, '')") }} as creator_user_id,
    {{ source_stamp(each, 'creation') }} as created_at,
    {{ source_stamp(each, 'modified') }} as written_at
from {{ raw(each, 'material_request') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
