{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'rueck', 'rmzhl']) }} as confirmation_id,
    {{ sap_key(each, ['mandt', 'aufpl', 'aplzl']) }} as operation_id,
    {{ sap_number('ism01') }} as setup_time,
    upper({{ sap_text('ile01') }}) as setup_unit,
    {{ sap_number('ism02') }} as run_time,
    upper({{ sap_text('ile02') }}) as run_unit,
    {{ sap_key(each, ['mandt', 'ernam']) }} as creator_user_id,
    {{ sap_flag('aueru') }} as is_final,
    {{ sap_flag('stokz') }} as is_reversed,
    coalesce({{ sap_text('stzhl') }}, '00000000') not in ('0', '00000000') as reverses
from {{ raw(each, 'afru') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
