{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bukrs', 'belnr', 'gjahr']) }} || '/' || lpad({{ sap_text('buzei') }}, 3, '0') as accounting_item_id,
    {{ sap_key(each, ['mandt', 'bukrs', 'belnr', 'gjahr']) }} as accounting_document_id,
    upper({{ sap_text('koart') }}) as account_type,
    upper({{ sap_text('shkzg') }}) as debit_credit,
    {{ sap_text('augbl') }} is not null as is_cleared,
    {{ sap_date('zfbdt') }} as baseline_date,
    {{ sap_number('zbd1t') }} as terms_days_1,
    {{ sap_number('zbd2t') }} as terms_days_2,
    {{ sap_number('zbd3t') }} as terms_days_3
from {{ raw(each, 'bseg') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
