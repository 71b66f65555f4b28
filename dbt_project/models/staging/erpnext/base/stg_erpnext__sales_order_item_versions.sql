{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as order_line_id,
    {{ source_stamp(each, end_of_day('delivery_date')) }} as promised_at,
    _extracted_at as extracted_at
from {{ raw(each, 'sales_order_item__history') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
