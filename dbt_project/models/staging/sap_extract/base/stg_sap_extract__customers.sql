{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'kunnr']) }} as customer_id,
    {{ sap_shown_number('kunnr') }} as party_code,
    {{ sap_text('name1') }} as first_name_line,
    {{ sap_text('name2') }} as second_name_line,
    {{ sap_text('stceg') }} as tax_number,
    {{ sap_text('stcd1') }} as other_tax_number,
    {{ sap_flag('loevm') }} as is_deleted,
    {{ sap_flag('aufsd') }} as is_blocked,
    {{ source_stamp(each, sap_stamp('erdat')) }} as created_at
from {{ raw(each, 'kna1') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
