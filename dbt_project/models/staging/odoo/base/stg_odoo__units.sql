{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as unit_id,
    {{ translated('name', 'zh_CN') }} as unit_name_zh,
    {{ translated('name', 'en_US') }} as unit_name_en,
    -- 19 turned the factor over: a dozen is 12, no longer a twelfth
    case when relative_factor is null then nullif(factor, 0) else 1 / nullif(factor, 0) end as units_per_reference_unit,
    rounding
from {{ raw(each, 'uom_uom') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
