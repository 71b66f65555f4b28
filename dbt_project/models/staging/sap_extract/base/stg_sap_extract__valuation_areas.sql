{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bwkey']) }} as valuation_area_id,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id
from {{ raw(each, 't001k') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
