-- One row a case and stage that was entered; a log tells of each time it was. A stage that was left before it was entered has no duration, nor has one
-- whose end nobody recorded though the case has gone on; both stand in the exclusions.
{%- set stages = {
    'procure_to_pay': [
        ('requisition_approval', 'requisition_requested_at', 'requisition_approved_at', 'true'),
        ('sourcing', 'requisition_approved_at', 'order_created_at', 'true'),
        ('order_preparation', 'order_created_at', 'coalesce(order_submitted_at, order_confirmed_at)', 'true'),
        ('order_approval', 'order_submitted_at', 'order_approved_at', 'true'),
        ('order_release', 'order_approved_at', 'order_confirmed_at', 'true'),
        ('supplier_delivery', 'order_confirmed_at', 'goods_completed_at', 'is_goods'),
        ('invoice_arrival', 'goods_completed_at', 'invoice_received_at', 'is_goods'),
        ('invoice_posting', 'invoice_received_at', 'invoice_posted_at', 'true'),
        ('payment', 'invoice_posted_at', 'paid_at', 'true'),
    ],
    'order_to_cash': [
        ('order_processing', 'entered_at', 'confirmed_at', 'true'),
        ('fulfilment', 'confirmed_at', 'goods_completed_at', 'is_goods'),
    ],
} %}
{#- Where the wait is for a warehouse's work, its schedule counts, if it has one of its own. #}
{%- set in_warehouse = ['supplier_delivery', 'fulfilment'] %}
{%- set schedule = schedule_of(
    'judged.company_id', 'coalesce(actors.department_id, judged.department_id)', 'judged.stage_warehouse_id'
) %}
{#- What cannot have happened before a stage was over, whatever the records say of its end. #}
{%- set proven_by = {
    'requisition_approval': 'order_created_at',
    'order_approval': 'order_confirmed_at',
    'invoice_posting': 'paid_at',
} %}

with stages as (
    {%- for process, steps in stages.items() %}
    {%- for stage, entered, left, applies in steps %}
    select source_id, '{{ process }}' as process, case_id, '{{ stage }}' as stage, 1 as occurrence, company_id,
        department_id, {{ 'warehouse_id' if stage in in_warehouse else 'null' }} as stage_warehouse_id,
        null as actor_id, outcome, {{ entered }} as entered_at, {{ left }} as left_at,
        {{ left }} is null and (outcome = 'completed' or {{ proven_by.get(stage, 'null') }} is not null) as is_end_unknown
    from {{ ref(process ~ '_cases') }}
    where {{ entered }} is not null and {{ applies }}
    union all
    {%- endfor %}
    {%- endfor %}
    select source_id, process, case_id, stage, occurrence, company_id, coalesce(department_id, case_department_id),
        null as stage_warehouse_id, actor_id, outcome, entered_at, left_at, false as is_end_unknown
    from {{ ref('logged_stages') }}
),

-- a cancelled case has left the stage it was in without finishing it
judged as (
    select
        *,
        left_at is null and outcome = 'open' and not is_end_unknown as is_open,
        coalesce(left_at, case when outcome = 'open' and not is_end_unknown then {{ as_of() }} end) as ends_at
    from stages
),

-- who ended the stage answers for it: the actor of the event at that moment
actors as (
    select case_id, occurred_at, min(actor_id) as actor_id, min(department_id) as department_id
    from {{ ref('fct_process_events') }}
    where actor_id is not null
    group by case_id, occurred_at
)

select
    judged.source_id,
    judged.process,
    judged.case_id,
    judged.stage,
    judged.occurrence,
    judged.entered_at,
    judged.left_at,
    judged.is_open,
    judged.left_at is null and not judged.is_open and not judged.is_end_unknown as is_abandoned,
    {{ hours_between('judged.entered_at', 'judged.ends_at') }} as elapsed_hours,
    {{ working_hours_between(
        working_position('entered_day', 'judged.entered_at'), working_position('left_day', 'judged.ends_at'),
        'judged.entered_at', 'judged.ends_at'
    ) }} as working_hours,
    {{ schedule }} as schedule_id,
    judged.company_id,
    coalesce(actors.department_id, judged.department_id) as department_id,
    coalesce(judged.actor_id, actors.actor_id) as actor_id
from judged
left join actors on actors.case_id = judged.case_id and actors.occurred_at = judged.left_at
{{ join_working_day('entered_day', 'judged.entered_at', schedule) }}
{{ join_working_day('left_day', 'judged.ends_at', schedule) }}
