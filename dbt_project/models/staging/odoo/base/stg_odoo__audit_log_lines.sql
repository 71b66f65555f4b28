{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as audit_log_line_id,
    {{ source_key(each, 'log_id') }} as audit_log_id,
    field_name,
    old_value,
    new_value
from {{ raw(each, 'auditlog_log_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
