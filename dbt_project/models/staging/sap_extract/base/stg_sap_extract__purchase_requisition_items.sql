{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'banfn', 'bnfpo']) }} as requisition_line_id,
    {{ sap_key(each, ['mandt', 'banfn']) }} as header_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_shown_number('banfn') }} as requisition_number,
    {{ sap_text('bnfpo') }} as line_number,
    {{ sap_flag('loekz') }} as is_deleted,
    {{ sap_flag('ebakz') }} as is_closed,
    {{ sap_key(each, ['mandt', 'ernam']) }} as creator_user_id,
    {{ source_stamp(each, sap_stamp('badat')) }} as requested_on_at,
    {{ sap_date('lfdat') }} as needed_by_date,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    '{{ each.name }}:' || {{ sap_text('mandt') }} || '/purchasing_group/' || {{ sap_text('ekgrp') }} as department_id,
    {{ sap_text('pstyp') }} as item_category,
    {{ sap_number('menge') }} as quantity,
    {{ sap_text('meins') }} as unit,
    {{ sap_number('preis') }} as unit_price_stored,
    {{ sap_number('peinh') }} as price_unit,
    upper({{ sap_text('waers') }}) as document_currency,
    {{ sap_text('frggr') }} as release_group,
    {{ sap_text('frgst') }} as release_strategy,
    rtrim(upper(frgzu)) as released_codes,
    {{ sap_flag('frgrl') }} as is_release_incomplete,
    {{ sap_text('banpr') }} as processing_status,
    {{ sap_flag('gsfrg') }} as is_released_as_a_whole,
    {{ sap_key(each, ['mandt', 'ebeln', 'ebelp']) }} as order_line_id,
    {{ sap_number('bsmng') }} as quantity_ordered
from {{ raw(each, 'eban') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
