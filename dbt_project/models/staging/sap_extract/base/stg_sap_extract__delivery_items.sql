{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbeln', 'posnr']) }} as delivery_line_id,
    {{ sap_key(each, ['mandt', 'vbeln']) }} as delivery_id,
    {{ sap_key(each, ['mandt', 'vgbel', 'vgpos']) }} as order_line_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    {{ sap_number('lgmng') }} as quantity_stock_unit
from {{ raw(each, 'lips') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
