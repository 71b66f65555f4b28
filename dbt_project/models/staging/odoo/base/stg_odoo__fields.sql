{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as field_id,
    model,
    name as field_name,
    ttype as field_type
from {{ raw(each, 'ir_model_fields') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
