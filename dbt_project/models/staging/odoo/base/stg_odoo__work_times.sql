{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as work_time_id,
    {{ source_key(each, 'workorder_id') }} as work_order_id,
    {{ source_key(each, 'user_id') }} as user_id,
    {{ source_stamp(each, 'date_start') }} as started_at,
    {{ source_stamp(each, 'date_end') }} as ended_at,
    duration as minutes
from {{ raw(each, 'mrp_workcenter_productivity') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
