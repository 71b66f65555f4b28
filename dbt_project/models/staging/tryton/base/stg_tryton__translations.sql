{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as translation_id,
    name as field,
    {{ source_key(each, 'res_id') }} as record_id,
    lang as language,
    nullif(value, '') as translated_text
from {{ raw(each, 'ir_translation') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
