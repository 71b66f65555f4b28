{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'belnr', 'gjahr', 'buzei']) }} as invoice_line_id,
    {{ sap_key(each, ['mandt', 'belnr', 'gjahr']) }} as invoice_id,
    {{ sap_key(each, ['mandt', 'ebeln', 'ebelp']) }} as order_line_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    upper({{ sap_text('shkzg') }}) as debit_credit,
    {{ sap_number('menge') }} as quantity,
    {{ sap_number('wrbtr') }} as amount_stored
from {{ raw(each, 'rseg') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
