{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'ebeln', 'ebelp', 'etenr']) }} as schedule_line_id,
    {{ sap_key(each, ['mandt', 'ebeln', 'ebelp']) }} as order_line_id,
    {{ source_stamp(each, end_of_day(sap_date('eindt'))) }} as promised_at,
    _extracted_at as extracted_at
from {{ raw(each, 'eket__history') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
