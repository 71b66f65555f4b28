{% for each in sources_of('event_log') %}
select
    '{{ each.name }}' as source_id,
    log,
    process,
    process_name_zh,
    process_name_en,
    case_object_type,
    is_ordered,
    has_starts,
    has_ends,
    earliest_date,
    latest_date,
    amount_currency,
    document_type,
    document_type_name_zh,
    document_type_name_en,
    company_name,
    company_currency,
    event_count
from {{ raw(each, 'log') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
