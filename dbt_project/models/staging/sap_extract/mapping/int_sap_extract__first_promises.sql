-- The promise that held when the order was confirmed: the last date of its schedule. A schedule line keeps only the latest
-- date; the first is the old value of the first change after confirmation, or else in an earlier landed version. Schedule
-- lines that were added later promised nothing then, unless none is left of those that did.
with schedule_lines as (
    select lines.source_id, 'purchase_order_line' as document_type, lines.order_line_id, lines.schedule_line_id,
        lines.promised_at, orders.last_confirmed_at as confirmed_at
    from {{ ref('stg_sap_extract__purchase_schedule_lines') }} as lines
    inner join {{ ref('int_sap_extract__order_items') }} as items on items.order_line_id = lines.order_line_id
    inner join {{ ref('int_sap_extract__purchase_orders') }} as orders on orders.order_id = items.order_id
    union all
    select lines.source_id, 'sales_order_line', lines.order_line_id, lines.schedule_line_id, lines.promised_at, items.created_at
    from {{ ref('stg_sap_extract__sales_schedule_lines') }} as lines
    inner join {{ ref('stg_sap_extract__sales_document_items') }} as items on items.order_line_id = lines.order_line_id
    where lines.quantity_confirmed > 0
),

changes as (
    select * from {{ ref('int_sap_extract__document_changes') }} where schedule_line_id is not null
),

dated as (
    select
        lines.schedule_line_id,
        changes.source_id,
        {{ sap_date('changes.old_field') }} as promised_date,
        row_number() over (partition by lines.schedule_line_id order by changes.changed_at, changes.change_id) as preference
    from schedule_lines as lines
    inner join changes
        on changes.schedule_line_id = lines.schedule_line_id
        and changes.field_name = 'promised_at'
        and changes.changed_at > lines.confirmed_at
),

audited as (
    {%- for each in sources_of('sap_extract') %}
    select schedule_line_id, {{ source_stamp(each, end_of_day('promised_date')) }} as promised_at
    from dated
    where preference = 1 and source_id = '{{ each.name }}'
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

added as (
    select distinct lines.schedule_line_id
    from schedule_lines as lines
    inner join changes
        on changes.schedule_line_id = lines.schedule_line_id
        and changes.field_name = 'is_created'
        and changes.changed_at > lines.confirmed_at
),

-- a version is kept only where something changed, so the first landing after confirmation may have kept none of a line
landings as (
    select distinct source_id, extracted_at from {{ ref('stg_sap_extract__purchase_schedule_line_versions') }}
),

first_landings as (
    select lines.schedule_line_id, min(landings.extracted_at) as landed_at
    from schedule_lines as lines
    inner join landings on landings.source_id = lines.source_id and landings.extracted_at >= lines.confirmed_at
    group by lines.schedule_line_id
),

landed as (
    select
        versions.schedule_line_id,
        versions.promised_at,
        row_number() over (partition by versions.schedule_line_id order by versions.extracted_at desc) as preference
    from first_landings
    inner join {{ ref('stg_sap_extract__purchase_schedule_line_versions') }} as versions
        on versions.schedule_line_id = first_landings.schedule_line_id
        and versions.extracted_at <= first_landings.landed_at
),

promised as (
    select
        lines.*,
        coalesce(audited.promised_at, landed.promised_at, lines.promised_at) as first_promised_at,
        case when audited.promised_at is not null then 'audit_log' when landed.promised_at <> lines.promised_at then 'landing' end
            as recorded_by,
        added.schedule_line_id is null as was_promised
    from schedule_lines as lines
    left join audited on audited.schedule_line_id = lines.schedule_line_id
    left join landed on landed.schedule_line_id = lines.schedule_line_id and landed.preference = 1
    left join added on added.schedule_line_id = lines.schedule_line_id
)

select
    document_type,
    order_line_id,
    max(promised_at) as latest_promised_at,
    coalesce(max(case when was_promised then first_promised_at end), max(first_promised_at)) as first_promised_at,
    coalesce(min(recorded_by), 'current') as first_promise_recorded_by
from promised
group by document_type, order_line_id
