{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as work_cycle_id,
    id as cycle_number,
    {{ source_key(each, 'work') }} as production_operation_id,
    state,
    {{ tryton_seconds('duration') }} / 60.0 as duration_minutes,
    {{ source_key(each, 'run_by') }} as runner_employee_id,
    {{ source_key(each, 'done_by') }} as finisher_employee_id,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_key(each, 'write_uid') }} as writer_user_id,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'production_work_cycle') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
