{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_text('msehi') }} as unit,
    {{ sap_text('spras') }} as language,
    {{ sap_text('mseh3') }} as name
from {{ raw(each, 't006a') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
