{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as employee_id,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'party') }} as party_id,
    {{ source_key(each, 'supervisor') }} as supervisor_id,
    end_date,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'company_employee') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
