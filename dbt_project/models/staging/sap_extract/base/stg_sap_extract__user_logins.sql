{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'bname']) }} as user_id,
    {{ source_stamp(each, sap_stamp('trdat', 'ltime')) }} as logged_in_at
from {{ raw(each, 'usr02__history') }}
where {{ sap_date('trdat') }} is not null
{% if not loop.last %}union all{% endif %}
{% endfor %}
