-- The promise that held when the order was submitted. A line keeps only the latest one; the first is the old value of the
-- first change after submission in the versions, or else in an earlier landed version. Dates in versions are written
-- in the site's format; which of day and month comes first is learnt from the dates that allow one reading only.
with lines as (
    select lines.source_id, 'purchase_order_line' as document_type, lines.order_line_id, lines.promised_at,
        orders.last_confirmed_at as confirmed_at
    from {{ ref('stg_erpnext__purchase_order_items') }} as lines
    inner join {{ ref('int_erpnext__purchase_orders') }} as orders on orders.order_id = lines.order_id
    union all
    select lines.source_id, 'sales_order_line', lines.order_line_id, lines.promised_at, orders.last_confirmed_at
    from {{ ref('stg_erpnext__sales_order_items') }} as lines
    inner join {{ ref('int_erpnext__sales_orders') }} as orders on orders.order_id = lines.order_id
),

changes as (
    select * from {{ ref('int_erpnext__document_changes') }} where field_name = 'promised_at'
),

written_dates as (
    select source_id, old_value as written from changes where substr(old_value, 5, 1) <> '-'
    union all
    select source_id, new_value as written from changes where substr(new_value, 5, 1) <> '-'
),

formats as (
    select
        source_id,
        max(case when substr(written, 1, 2) > '12' then 1 when substr(written, 4, 2) > '12' then 0 end) = 1 as is_day_first
    from written_dates
    group by source_id
),

dated as (
    select
        lines.source_id,
        lines.document_type,
        lines.order_line_id,
        {{ erpnext_written_date('changes.old_value', 'formats.is_day_first') }} as promised_date,
        row_number() over (
            partition by lines.document_type, lines.order_line_id order by changes.changed_at, changes.change_id
        ) as preference
    from lines
    inner join changes
        on changes.document_type = lines.document_type
        and changes.document_id = lines.order_line_id
        and changes.changed_at > lines.confirmed_at
    left join formats on formats.source_id = changes.source_id
),

audited as (
    {%- for each in sources_of('erpnext') %}
    select document_type, order_line_id, {{ source_stamp(each, end_of_day('promised_date')) }} as promised_at
    from dated
    where preference = 1 and source_id = '{{ each.name }}'
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

versions as (
    select *, count(*) over (partition by document_type, order_line_id) as version_count
    from (
        select *, 'purchase_order_line' as document_type from {{ ref('stg_erpnext__purchase_order_item_versions') }}
        union all
        select *, 'sales_order_line' as document_type from {{ ref('stg_erpnext__sales_order_item_versions') }}
    ) as landed_versions
),

-- a version is kept only where something changed, so the first landing after submission may have kept none of a line
landings as (
    select distinct source_id, extracted_at from versions
),

first_landings as (
    select lines.document_type, lines.order_line_id, min(landings.extracted_at) as landed_at
    from lines
    inner join landings on landings.source_id = lines.source_id and landings.extracted_at >= lines.confirmed_at
    group by lines.document_type, lines.order_line_id
),

landed as (
    select
        versions.document_type,
        versions.order_line_id,
        versions.promised_at,
        row_number() over (
            partition by versions.document_type, versions.order_line_id order by versions.extracted_at desc
        ) as preference
    from first_landings
    inner join versions
        on versions.document_type = first_landings.document_type
        and versions.order_line_id = first_landings.order_line_id
        and versions.extracted_at <= first_landings.landed_at
    where versions.version_count > 1
)

select
    lines.document_type,
    lines.order_line_id,
    coalesce(audited.promised_at, landed.promised_at, lines.promised_at) as first_promised_at,
    case
        when audited.promised_at is not null then 'audit_log'
        when landed.promised_at <> lines.promised_at then 'landing'
        else 'current'
    end as first_promise_recorded_by
from lines
left join audited on audited.document_type = lines.document_type and audited.order_line_id = lines.order_line_id
left join landed
    on landed.document_type = lines.document_type
    and landed.order_line_id = lines.order_line_id
    and landed.preference = 1
