{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandt', 'matnr']) }} as item_id,
    {{ sap_key(each, ['mandt']) }} as client_id,
    {{ sap_shown_number('matnr') }} as item_code,
    {{ sap_text('matkl') }} as material_group,
    {{ sap_text('mtart') }} as material_type,
    {{ sap_text('meins') }} as stock_unit,
    {{ sap_flag('lvorm') }} as is_deleted,
    {{ source_stamp(each, sap_stamp('ersda')) }} as created_at
from {{ raw(each, 'mara') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
