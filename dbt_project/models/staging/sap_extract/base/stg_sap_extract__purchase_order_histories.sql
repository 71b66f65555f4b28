{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'ebeln', 'ebelp', 'zekkn', 'vgabe', 'gjahr', 'belnr', 'buzei']) }} as history_id,
    {{ sap_key(each, ['mandt', 'ebeln', 'ebelp']) }} as order_line_id,
    {{ sap_key(each, ['mandt', 'belnr', 'gjahr']) }} as material_document_id,
    {{ sap_text('vgabe') }} as event_type,
    {{ sap_text('bwart') }} as movement_type,
    {{ source_stamp(each, sap_posting_stamp('budat', 'cpudt', 'cputm')) }} as posted_at,
    {{ sap_number('menge') }} as quantity,
    upper({{ sap_text('shkzg') }}) as debit_credit,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    {{ sap_key(each, ['mandt', 'ernam']) }} as creator_user_id
from {{ raw(each, 'ekbe') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
