{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'belnr', 'gjahr']) }} as invoice_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_shown_number('belnr') }} as invoice_number,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    {{ sap_key(each, ['mandt', 'lifnr']) }} as supplier_id,
    {{ sap_date('bldat') }} as invoice_date,
    {{ source_stamp(each, sap_stamp('cpudt', 'cputm')) }} as created_at,
    {{ sap_key(each, ['mandt', 'usnam']) }} as creator_user_id,
    upper({{ sap_text('waers') }}) as document_currency,
    cast({{ sap_number('kursf') }} as double) as exchange_rate,
    {{ sap_flag('xrech') }} as is_invoice,
    {{ sap_text('rbstat') }} as status,
    {{ sap_text('stblg') }} as reversed_by,
    {{ sap_date('zfbdt') }} as baseline_date,
    {{ sap_number('zbd1t') }} as terms_days_1,
    {{ sap_number('zbd2t') }} as terms_days_2,
    {{ sap_number('zbd3t') }} as terms_days_3
from {{ raw(each, 'rbkp') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
