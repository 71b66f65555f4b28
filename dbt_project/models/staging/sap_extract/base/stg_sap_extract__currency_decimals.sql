{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    upper({{ sap_text('currkey') }}) as currency_code,
    {{ sap_number('currdec') }} as decimals
from {{ raw(each, 'tcurx') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
