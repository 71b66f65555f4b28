{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbeln']) }} as invoice_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_shown_number('vbeln') }} as invoice_number,
    {{ sap_text('vbtyp') }} as document_category,
    {{ sap_text('fktyp') }} as billing_category,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    {{ sap_key(each, ['mandt', 'kunrg']) }} as customer_id,
    {{ sap_date('fkdat') }} as invoice_date,
    {{ source_stamp(each, sap_stamp('erdat', 'erzet')) }} as created_at,
    {{ sap_key(each, ['mandt', 'ernam']) }} as creator_user_id,
    upper({{ sap_text('waerk') }}) as document_currency,
    cast({{ sap_number('kurrf') }} as double) as exchange_rate,
    {{ sap_flag('fksto') }} as is_cancelled,
    upper({{ sap_text('rfbsk') }}) as posting_status
from {{ raw(each, 'vbrk') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
