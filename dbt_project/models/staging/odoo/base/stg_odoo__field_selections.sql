{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as field_selection_id,
    {{ source_key(each, 'field_id') }} as field_id,
    value,
    name as labels
from {{ raw(each, 'ir_model_fields_selection') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
