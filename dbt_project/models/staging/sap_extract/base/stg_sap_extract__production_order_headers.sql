{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'aufnr']) }} as production_order_id,
    {{ sap_key(each, ['mandt', 'aufpl']) }} as routing_id,
    {{ source_stamp(each, sap_stamp('gstrs', 'gsuzs')) }} as planned_start_at,
    {{ source_stamp(each, sap_stamp('gltrs', 'gluzs')) }} as planned_end_at,
    {{ sap_date('ftrmi') }} as released_date,
    {{ source_stamp(each, sap_stamp('gstri', 'gsuzi')) }} as started_at,
    {{ sap_date('gltri') }} as ended_date,
    {{ sap_date('getri') }} as confirmed_end_date,
    {{ source_stamp(each, sap_stamp('getri', 'geuzi')) }} as confirmed_end_at,
    {{ sap_number('iasmg') }} as quantity_scrapped,
    {{ sap_number('rmnga') }} as quantity_reworked
from {{ raw(each, 'afko') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
