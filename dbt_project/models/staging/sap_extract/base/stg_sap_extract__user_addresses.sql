{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bname']) }} as user_id,
    {{ sap_text('name_textc') }} as user_name,
    {{ sap_key(each, ['mandt', 'kostl']) }} as client_cost_center_id
from {{ raw(each, 'user_addr') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
