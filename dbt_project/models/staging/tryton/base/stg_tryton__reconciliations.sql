{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as reconciliation_id,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'account_move_reconciliation') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
