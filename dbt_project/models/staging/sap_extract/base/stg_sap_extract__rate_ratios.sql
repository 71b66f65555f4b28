{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_text('kurst') }} as rate_type,
    upper({{ sap_text('fcurr') }}) as from_currency,
    upper({{ sap_text('tcurr') }}) as to_currency,
    {{ sap_inverted_date('gdatu') }} as valid_from_date,
    cast({{ sap_number('ffact') }} as double) as from_units,
    cast({{ sap_number('tfact') }} as double) as to_units
from {{ raw(each, 'tcurf') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
