{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as audit_log_id,
    model_model as model,
    res_id as document_number_in_source,
    {{ source_key(each, 'user_id') }} as user_id,
    method,
    log_type,
    {{ source_stamp(each, 'create_date') }} as logged_at
from {{ raw(each, 'auditlog_log') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
