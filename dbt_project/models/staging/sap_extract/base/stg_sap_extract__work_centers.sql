{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'objid']) }} as work_center_id,
    {{ sap_text('arbpl') }} as work_center_name
from {{ raw(each, 'crhd') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
