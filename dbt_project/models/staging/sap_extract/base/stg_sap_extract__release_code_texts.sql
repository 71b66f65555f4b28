{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'frggr', 'frgco']) }} as release_code_id,
    {{ sap_text('spras') }} as language,
    {{ sap_text('frgct') }} as name
from {{ raw(each, 't16fd') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
