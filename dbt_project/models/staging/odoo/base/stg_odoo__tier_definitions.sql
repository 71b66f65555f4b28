{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as tier_definition_id,
    {{ translated('name', 'zh_CN') }} as name_zh,
    {{ translated('name', 'en_US') }} as name_en,
    model,
    {{ source_key(each, 'reviewer_id') }} as reviewer_user_id,
    {{ source_key(each, 'reviewer_group_id') }} as reviewer_group_id,
    coalesce(approve_sequence, false) as is_sequential
from {{ raw(each, 'tier_definition') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
