{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt', 'werks']) }} as warehouse_id,
    {{ sap_number('plifz') }} as planned_lead_time_days
from {{ raw(each, 'marc') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
