{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as party_identifier_id,
    id as identifier_number,
    {{ source_key(each, 'party') }} as party_id,
    sequence,
    type as identifier_type,
    code as identifier_code,
    coalesce(active, true) as is_active
from {{ raw(each, 'party_identifier') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
