{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'vbeln']) }} as order_id,
    upper({{ sap_text('abstk') }}) as rejection_status
from {{ raw(each, 'vbuk') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
