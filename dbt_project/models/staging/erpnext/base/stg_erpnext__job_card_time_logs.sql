{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as job_card_time_log_id,
    {{ source_key(each, "nullif(parent, '')") }} as job_card_id,
    idx as log_number,
    {{ source_key(each, "nullif(employee, '')") }} as employee_id,
    nullif(operation, '') as sub_operation_name,
    {{ source_stamp(each, 'from_time') }} as started_at,
    {{ source_stamp(each, 'to_time') }} as ended_at,
    coalesce(time_in_mins, 0) as minutes
from {{ raw(each, 'job_card_time_log') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
