{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'frggr', 'frgsx']) }} as release_strategy_id,
    {{ sap_text('frgc1') }} as code_1,
    {{ sap_text('frgc2') }} as code_2,
    {{ sap_text('frgc3') }} as code_3,
    {{ sap_text('frgc4') }} as code_4,
    {{ sap_text('frgc5') }} as code_5,
    {{ sap_text('frgc6') }} as code_6,
    {{ sap_text('frgc7') }} as code_7,
    {{ sap_text('frgc8') }} as code_8
from {{ raw(each, 't16fs') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
