{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as account_move_line_id,
    {{ source_key(each, 'move') }} as account_move_id,
    {{ source_key(each, 'account') }} as account_id,
    coalesce(debit, 0) as debit,
    coalesce(credit, 0) as credit,
    maturity_date,
    {{ source_key(each, 'reconciliation') }} as reconciliation_id
from {{ raw(each, 'account_move_line') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
