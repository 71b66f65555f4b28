-- A line keeps one sum of what was received, and no day of it. Received quantities are all that changes in a line, so its
-- last change is the latest moment at which they can have arrived: days may be later than they were, never earlier. What
-- inspection rejected has arrived, too; whether it went back, the files do not say.
select
    lines.source_id,
    lines.order_line_id || ':received' as receipt_line_id,
    lines.order_line_id,
    lines.order_id || ':received' as receipt_id,
    lines.source_id || ':company' as company_id,
    cast(null as {{ dbt.type_string() }}) as warehouse_id,
    lines.item_id,
    lines.written_at as received_at,
    false as is_return,
    false as is_reversal,
    lines.quantity_received as quantity_stock_unit,
    cast(null as {{ dbt.type_string() }}) as receiver_id
from {{ ref('stg_adventureworks__purchase_order_lines') }} as lines
where lines.quantity_received > 0
