{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'aufpl', 'aplzl']) }} as operation_id,
    {{ sap_key(each, ['mandt', 'aufpl']) }} as routing_id,
    {{ sap_number('vornr') }} as operation_number,
    {{ sap_text('ltxa1') }} as operation_name,
    {{ sap_key(each, ['mandt', 'arbid']) }} as work_center_id,
    {{ sap_flag('loekz') }} as is_deleted
from {{ raw(each, 'afvc') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
