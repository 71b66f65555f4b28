-- No day of the axis has more working windows than it has places for, and none begins before the one before it has ended:
-- time would be lost or counted twice. Shifts of cockpit.yml are checked when it is read; this is the net below.
{{ config(meta={'dagster': {'ref': {'name': 'working_time_axis'}}}) }}

select schedule_id, utc_date, window_count
from {{ ref('working_time_axis') }}
where window_count > {{ axis_windows() }}
    {%- for window in range(2, axis_windows() + 1) %}
    or (
        window_{{ window }}_ends_at_second > 0
        and window_{{ window }}_starts_at_second < window_{{ window - 1 }}_ends_at_second
    )
    {%- endfor %}
