{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as log_id,
    id as log_number,
    {{ source_stamp(each, 'create_date') }} as logged_at,
    {{ source_key(each, '"user"') }} as user_id,
    event,
    target,
    {{ dbt.split_part('resource', "','", 1) }} as model,
    '{{ each.name }}:' || {{ dbt.split_part('resource', "','", 2) }} as record_id,
    {{ source_key(each, 'resource') }} as resource_id
from {{ raw(each, 'ir_model_log') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
