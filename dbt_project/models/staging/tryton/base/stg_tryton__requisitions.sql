{% for each in sources_of('tryton') %}
select
    '{{ each.name }}' as source_id,
    {{ source_key(each, 'id') }} as requisition_id,
    number as document_number,
    state,
    {{ source_key(each, 'company') }} as company_id,
    {{ source_key(each, 'employee') }} as employee_id,
    {{ source_key(each, 'currency') }} as currency_id,
    supply_date as needed_by_date,
    {{ source_key(each, 'approved_by') }} as approver_employee_id,
    {{ source_key(each, 'rejected_by') }} as rejecter_employee_id,
    {{ source_key(each, 'create_uid') }} as creator_user_id,
    {{ source_stamp(each, 'create_date') }} as created_at,
    {{ source_key(each, 'write_uid') }} as writer_user_id,
    {{ source_stamp(each, 'write_date') }} as written_at
from {{ raw(each, 'purchase_requisition') }}
where _deleted_at is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
