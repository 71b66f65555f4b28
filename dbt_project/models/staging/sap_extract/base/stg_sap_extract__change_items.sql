{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandant', 'changenr', 'tabname', 'tabkey', 'fname', 'chngind']) }} as change_item_id,
    {{ sap_key(each, ['mandant', 'objectclas', 'objectid', 'changenr']) }} as change_id,
    {{ sap_key(each, ['mandant']) }} as client_id,
    upper({{ sap_text('tabname') }}) as table_name,
    {{ sap_text('tabkey') }} as table_key,
    upper({{ sap_text('fname') }}) as field,
    upper({{ sap_text('chngind') }}) as change_kind,
    nullif(rtrim(value_old), '') as old_value,
    nullif(rtrim(value_new), '') as new_value
from {{ raw(each, 'cdpos') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
