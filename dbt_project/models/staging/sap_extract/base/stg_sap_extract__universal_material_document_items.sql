{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'mblnr', 'mjahr', 'zeile']) }} as stock_move_id,
    {{ sap_key(each, ['mandt', 'mblnr', 'mjahr']) }} as material_document_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_text('bwart') }} as movement_type,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    {{ sap_key(each, ['mandt', 'werks']) }} || coalesce('/' || {{ sap_text('lgort') }}, '') as location_id,
    upper({{ sap_text('sobkz') }}) as special_stock,
    upper({{ sap_text('shkzg') }}) as debit_credit,
    {{ sap_number('menge') }} as quantity_stock_unit,
    {{ sap_number('dmbtr') }} as amount_stored,
    upper({{ sap_text('kzbew') }}) as movement_indicator,
    {{ sap_text('kzvbr') }} is not null as is_consumed_at_once,
    upper({{ sap_text('record_type') }}) as record_type,
    {{ source_stamp(each, sap_posting_stamp('budat', 'cpudt', 'cputm')) }} as posted_at,
    {{ sap_key(each, ['mandt', 'usnam']) }} as creator_user_id
from {{ raw(each, 'matdoc') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
