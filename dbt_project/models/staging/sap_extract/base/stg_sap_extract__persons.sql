{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['client', 'persnumber']) }} as person_id,
    {{ sap_text('name_text') }} as person_name,
    {{ sap_date('date_from') }} as valid_from_date
from {{ raw(each, 'adrp') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
