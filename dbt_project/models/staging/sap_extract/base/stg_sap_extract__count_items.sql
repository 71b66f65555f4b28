{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'iblnr', 'gjahr', 'zeili']) }} as count_item_id,
    {{ sap_key(each, ['mandt', 'iblnr', 'gjahr']) }} as count_id,
    {{ sap_key(each, ['mandt', 'mblnr', 'mjahr', 'zeile']) }} as stock_move_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    {{ sap_key(each, ['mandt', 'werks']) }} || coalesce('/' || {{ sap_text('lgort') }}, '') as location_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_flag('xzael') }} as is_counted,
    {{ sap_flag('xloek') }} as is_deleted,
    {{ source_stamp(each, end_of_day(sap_date('zldat'))) }} as counted_at,
    {{ sap_key(each, ['mandt', 'usnaz']) }} as counter_user_id,
    {{ sap_number('buchm') }} as book_quantity,
    {{ sap_number('menge') }} as counted_quantity
from {{ raw(each, 'iseg') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
