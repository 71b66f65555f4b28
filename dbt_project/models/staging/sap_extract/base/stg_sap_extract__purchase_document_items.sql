{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'ebeln', 'ebelp']) }} as order_line_id,
    {{ sap_key(each, ['mandt', 'ebeln']) }} as order_id,
    coalesce(upper({{ sap_text('loekz') }}) in ('L', 'X'), false) as is_deleted,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    {{ sap_number('menge') }} as quantity,
    {{ sap_number('umrez') }} as stock_units_numerator,
    {{ sap_number('umren') }} as stock_units_denominator,
    {{ sap_number('netwr') }} as amount_stored,
    {{ sap_text('pstyp') }} as item_category,
    {{ sap_flag('retpo') }} as is_return,
    {{ sap_flag('elikz') }} as is_delivery_completed,
    {{ sap_flag('wepos') }} as is_receipt_due,
    {{ sap_number('plifz') }} as planned_lead_time_days,
    {{ sap_key(each, ['mandt', 'banfn', 'bnfpo']) }} as requisition_line_id,
    {{ sap_key(each, ['mandt', 'konnr']) }} as contract_id
from {{ raw(each, 'ekpo') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
