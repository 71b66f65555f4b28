{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'bwkey']) }} as valuation_area_id,
    {{ sap_text('bwtar') }} as valuation_type,
    {{ sap_number('lbkum') }} as quantity_stock_unit,
    {{ sap_number('salk3') }} as amount_stored
from {{ raw(each, 'mbew') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
