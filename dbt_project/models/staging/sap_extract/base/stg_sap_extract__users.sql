{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bname']) }} as user_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_text('bname') }} as login,
    {{ sap_text('ustyp') }} as user_type,
    {{ sap_text('uflag') }} as lock_status,
    {{ sap_date('gltgb') }} as valid_to_date
from {{ raw(each, 'usr02') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
