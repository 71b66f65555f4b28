{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbeln', 'posnr']) }} as invoice_line_id,
    {{ sap_key(each, ['mandt', 'vbeln']) }} as invoice_id,
    {{ sap_key(each, ['mandt', 'aubel', 'aupos']) }} as order_line_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_number('fkimg') }} as quantity,
    {{ sap_number('netwr') }} as amount_stored
from {{ raw(each, 'vbrp') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
