{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'kokrs', 'kostl']) }} as cost_center_id,
    {{ sap_text('spras') }} as language,
    {{ sap_text('ktext') }} as name,
    {{ sap_date('datbi') }} as valid_to_date
from {{ raw(each, 'cskt') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
