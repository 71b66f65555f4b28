{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as message_id,
    model,
    res_id as document_number_in_source,
    {{ source_key(each, 'author_id') }} as author_partner_id,
    {{ source_stamp(each, 'date') }} as written_at
from {{ raw(each, 'mail_message') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
