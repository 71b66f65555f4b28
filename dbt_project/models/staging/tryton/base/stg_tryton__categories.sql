{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as category_id,
    name as category_name
from {{ raw(each, 'product_category') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
