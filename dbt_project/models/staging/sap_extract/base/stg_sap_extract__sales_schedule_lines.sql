{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbeln', 'posnr', 'etenr']) }} as schedule_line_id,
    {{ sap_key(each, ['mandt', 'vbeln', 'posnr']) }} as order_line_id,
    {{ source_stamp(each, end_of_day(sap_date('edatu'))) }} as promised_at,
    {{ sap_number('bmeng') }} as quantity_confirmed
from {{ raw(each, 'vbep') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
