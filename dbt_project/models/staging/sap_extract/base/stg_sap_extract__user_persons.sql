{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bname']) }} as user_id,
    {{ sap_key(each, ['mandt', 'persnumber']) }} as person_id,
    {{ sap_key(each, ['mandt', 'kostl']) }} as client_cost_center_id
from {{ raw(each, 'usr21') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
