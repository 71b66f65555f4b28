{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbeln', 'posnr']) }} as order_line_id,
    {{ sap_key(each, ['mandt', 'vbeln']) }} as order_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    {{ source_stamp(each, sap_stamp('erdat', 'erzet')) }} as created_at,
    {{ sap_number('kwmeng') }} as quantity,
    {{ sap_number('umvkz') }} as stock_units_numerator,
    {{ sap_number('umvkn') }} as stock_units_denominator,
    upper({{ sap_text('waerk') }}) as document_currency,
    {{ sap_number('netwr') }} as amount_stored,
    {{ sap_text('abgru') }} is not null as is_rejected
from {{ raw(each, 'vbap') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
