{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'aufnr']) }} as production_order_id,
    {{ sap_text('posnr') }} as line_number,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'dwerk']) }} as warehouse_id,
    {{ sap_number('psmng') }} as quantity_planned,
    {{ sap_number('wemng') }} as quantity_good,
    {{ sap_number('umrez') }} as stock_units_numerator,
    {{ sap_number('umren') }} as stock_units_denominator
from {{ raw(each, 'afpo') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
