{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_text('spras') }} as language,
    {{ sap_text('maktx') }} as name
from {{ raw(each, 'makt') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
