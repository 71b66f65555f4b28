{% for each in sources_of('erpnext') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'name') }} as journal_entry_line_id,
    {{ source_key(each, "nullif(parent, '')") }} as journal_entry_id,
    reference_type as reference_doctype,
    {{ source_key(each, "nullif(reference_name, '')") }} as reference_id,
    coalesce(debit, 0) - coalesce(credit, 0) as debit_company_currency
from {{ raw(each, 'journal_entry_account') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
