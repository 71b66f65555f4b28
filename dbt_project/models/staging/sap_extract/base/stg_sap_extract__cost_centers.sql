{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'kokrs', 'kostl']) }} as cost_center_id,
    '{{ each.name }}:' || {{ sap_text('mandt') }} || '/cost_center/' || {{ sap_text('kokrs') }} || '/' || {{ sap_text('kostl') }} as department_id,
    {{ sap_key(each, ['mandt', 'kostl']) }} as client_cost_center_id,
    {{ sap_shown_number('kostl') }} as cost_center_code,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    {{ sap_date('datbi') }} as valid_to_date
from {{ raw(each, 'csks') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
