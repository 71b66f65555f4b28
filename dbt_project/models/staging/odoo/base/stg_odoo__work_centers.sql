{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as work_center_id,
    name as work_center_name
from {{ raw(each, 'mrp_workcenter') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
