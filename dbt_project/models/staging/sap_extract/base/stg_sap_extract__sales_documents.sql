{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbeln']) }} as order_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_shown_number('vbeln') }} as order_number,
    upper({{ sap_text('vbtyp') }}) as document_category,
    {{ source_stamp(each, sap_stamp('erdat', 'erzet')) }} as created_at,
    {{ sap_date('audat') }} as document_date,
    {{ sap_key(each, ['mandt', 'ernam']) }} as creator_user_id,
    {{ sap_key(each, ['mandt', 'kunnr']) }} as customer_id,
    {{ sap_key(each, ['mandt', 'bukrs_vf']) }} as company_id,
    {{ source_stamp(each, end_of_day(sap_date('vdatu'))) }} as requested_at,
    upper({{ sap_text('waerk') }}) as document_currency,
    {{ sap_number('netwr') }} as amount_stored,
    upper({{ sap_text('abstk') }}) as rejection_status
from {{ raw(each, 'vbak') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
