{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bukrs', 'belnr', 'gjahr']) }} || '/' || lpad({{ sap_text('buzei') }}, 3, '0') as accounting_item_id,
    {{ sap_key(each, ['mandt', 'bukrs', 'belnr', 'gjahr']) }} as accounting_document_id,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    {{ sap_key(each, ['mandt', 'lifnr']) }} as supplier_id,
    {{ sap_key(each, ['mandt', 'bukrs', 'augbl']) }} || '/' || coalesce(nullif({{ sap_text('auggj') }}, '0000'), substr(trim(augdt), 1, 4)) as clearing_id,
    {{ sap_text('belnr') }} = {{ sap_text('augbl') }} as is_own_clearing,
    {{ sap_date('augdt') }} as clearing_date,
    upper({{ sap_text('shkzg') }}) as debit_credit,
    {{ sap_number('dmbtr') }} as amount_stored,
    {{ sap_date('zfbdt') }} as baseline_date,
    {{ sap_number('zbd1t') }} as terms_days_1,
    {{ sap_number('zbd2t') }} as terms_days_2,
    {{ sap_number('zbd3t') }} as terms_days_3
from {{ raw(each, 'bsak') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
