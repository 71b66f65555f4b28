{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'aufpl', 'aplzl']) }} as operation_id,
    {{ source_stamp(each, sap_stamp('fsavd', 'fsavz')) }} as planned_start_at,
    {{ source_stamp(each, sap_stamp('fsedd', 'fsedz')) }} as planned_end_at,
    {{ source_stamp(each, sap_stamp('isdd', 'isdz')) }} as started_at,
    {{ source_stamp(each, sap_stamp('iedd', 'iedz')) }} as ended_at,
    {{ sap_number('mgvrg') }} as quantity,
    {{ sap_number('bmsch') }} as base_quantity,
    {{ sap_number('vgw01') }} as setup_time,
    upper({{ sap_text('vge01') }}) as setup_unit,
    {{ sap_number('vgw02') }} as run_time,
    upper({{ sap_text('vge02') }}) as run_unit,
    {{ sap_number('lmnga') }} as quantity_good,
    {{ sap_number('xmnga') }} as quantity_scrapped,
    {{ sap_number('rmnga') }} as quantity_reworked
from {{ raw(each, 'afvv') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
