-- A submitted document is corrected by cancelling it and amending a copy: the same case continued. Its beginning is the
-- first document of the chain; chains are followed over eight amendments.
{%- set longest = 8 %}
with documents as (
    {%- for document_type, model, key in [
        ('purchase_requisition', 'stg_erpnext__material_requests', 'material_request_id'),
        ('purchase_order', 'stg_erpnext__purchase_orders', 'order_id'),
        ('sales_order', 'stg_erpnext__sales_orders', 'order_id'),
    ] %}
    select '{{ document_type }}' as document_type, {{ key }} as document_id, amended_from_id, created_at
    from {{ ref(model) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    step_0.document_type,
    step_0.document_id,
    coalesce({% for step in range(longest, -1, -1) %}step_{{ step }}.document_id{{ ", " if not loop.last }}{% endfor %})
        as first_document_id,
    coalesce({% for step in range(longest, -1, -1) %}step_{{ step }}.created_at{{ ", " if not loop.last }}{% endfor %})
        as first_created_at
from documents as step_0
{%- for step in range(1, longest + 1) %}
left join documents as step_{{ step }}
    on step_{{ step }}.document_type = step_0.document_type
    and step_{{ step }}.document_id = step_{{ step - 1 }}.amended_from_id
{%- endfor %}
