{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as user_group_id,
    {{ translated('name', 'zh_CN') }} as name_zh,
    {{ translated('name', 'en_US') }} as name_en
from {{ raw(each, 'res_groups') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
