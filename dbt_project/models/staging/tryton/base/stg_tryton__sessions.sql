{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as session_id,
    {{ source_key(each, 'create_uid') }} as user_id,
    {{ source_stamp(each, 'create_date') }} as opened_at
from {{ raw(each, 'ir_session') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
