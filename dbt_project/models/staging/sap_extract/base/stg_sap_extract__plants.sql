{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_text('werks') }} as plant_code,
    {{ sap_text('name1') }} as plant_name,
    {{ sap_key(each, ['mandt', 'bwkey']) }} as valuation_area_id,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id
from {{ raw(each, 't001w') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
