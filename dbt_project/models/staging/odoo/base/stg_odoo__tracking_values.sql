{% for each in sources_of('odoo') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as tracking_value_id,
    {{ source_key(each, 'mail_message_id') }} as message_id,
    {{ source_key(each, 'field_id') }} as field_id,
    old_value_char as old_label,
    new_value_char as new_label,
    coalesce(old_value_float, old_value_monetary, old_value_integer) as old_number,
    coalesce(new_value_float, new_value_monetary, new_value_integer) as new_number,
    {{ source_stamp(each, 'old_value_datetime') }} as old_stamp,
    {{ source_stamp(each, 'new_value_datetime') }} as new_stamp
from {{ raw(each, 'mail_tracking_value') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
