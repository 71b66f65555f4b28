{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_text('butxt') }} as company_name,
    upper({{ sap_text('waers') }}) as company_currency
from {{ raw(each, 't001') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
