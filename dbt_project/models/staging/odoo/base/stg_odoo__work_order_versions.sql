{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as work_order_id,
    state,
    {{ source_stamp(each, 'date_start') }} as start_at,
    {{ source_stamp(each, 'date_finished') }} as end_at,
    _extracted_at as extracted_at
from {{ raw(each, 'mrp_workorder__history') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
