{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as party_id,
    name as party_name,
    code as party_code,
    coalesce(active, true) as is_active,
    {{ source_stamp(each, 'create_date') }} as created_at
from {{ raw(each, 'party_party') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
