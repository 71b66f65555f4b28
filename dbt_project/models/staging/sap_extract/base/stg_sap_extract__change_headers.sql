{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    {{ sap_key(each, ['mandant', 'objectclas', 'objectid', 'changenr']) }} as change_id,
    {{ sap_key(each, ['mandant', 'username']) }} as user_id,
    {{ source_stamp(each, sap_stamp('udate', 'utime')) }} as changed_at
from {{ raw(each, 'cdhdr') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
