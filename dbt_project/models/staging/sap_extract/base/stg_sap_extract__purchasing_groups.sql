{% for each in sources_of('sap_extract') %}
select
    '{{ each.name }}' as source_id,
    '{{ each.name }}:' || {{ sap_text('mandt') }} || '/purchasing_group/' || {{ sap_text('ekgrp') }} as department_id,
    {{ sap_text('eknam') }} as group_name
from {{ raw(each, 't024') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
