{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'aufnr']) }} as production_order_id,
    {{ sap_shown_number('aufnr') }} as order_number,
    {{ sap_text('autyp') }} as order_category,
    {{ sap_key(each, ['mandt', 'bukrs']) }} as company_id,
    {{ sap_key(each, ['mandt', 'ernam']) }} as creator_user_id,
    {{ source_stamp(each, sap_stamp('erdat', 'erfzeit')) }} as created_at,
    {{ sap_flag('loekz') }} as is_deleted,
    {{ sap_flag('phas1') }} as is_released,
    {{ sap_flag('phas2') }} as is_completed,
    {{ sap_flag('phas3') }} as is_closed,
    {{ sap_date('idat2') }} as technically_completed_date
from {{ raw(each, 'aufk') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
