{#- What a model of Tryton is called above the staging layer. -#}
{% macro tryton_document_type(model) -%}
    case {{ model }}
        when 'purchase.requisition' then 'purchase_requisition'
        when 'purchase.requisition.line' then 'purchase_requisition_line'
        when 'purchase.purchase' then 'purchase_order'
        when 'purchase.line' then 'purchase_order_line'
        when 'sale.sale' then 'sales_order'
        when 'sale.line' then 'sales_order_line'
        when 'account.invoice' then 'invoice'
        when 'account.invoice.line' then 'invoice_line'
        when 'stock.shipment.in' then 'goods_receipt'
        when 'stock.shipment.out' then 'delivery'
        when 'stock.inventory' then 'stock_count'
        when 'stock.inventory.line' then 'stock_count_line'
        when 'production' then 'production_order'
        when 'production.work' then 'production_operation'
        else replace({{ model }}, '.', '_')
    end
{%- endmacro %}

{#- What a field of Tryton is called above the staging layer. -#}
{% macro tryton_field_name(field) -%}
    case {{ field }}
        when 'state' then 'status'
        when 'delivery_date' then 'promised_at'
        when 'delivery_date_store' then 'promised_at'
        when 'shipping_date' then 'promised_at'
        when 'party' then 'partner'
        when 'product' then 'item'
        when 'supplier_party_id' then 'partner'
        when 'customer_party_id' then 'partner'
        when 'product_id' then 'item'
        when 'warehouse_id' then 'warehouse'
        when 'untaxed_amount_cache' then 'amount_document_currency'
        else {{ field }}
    end
{%- endmacro %}

{#- A state of Tryton in the words of the canonical layer. -#}
{% macro tryton_status(document_type, state) -%}
    case
        when {{ document_type }} = 'purchase_requisition'
        then case {{ state }}
            when 'waiting' then 'submitted' when 'processing' then 'approved' when 'done' then 'ordered' else {{ state }} end
        when {{ document_type }} = 'purchase_order'
        then case {{ state }}
            when 'quotation' then 'awaiting_approval' when 'processing' then 'confirmed' when 'done' then 'confirmed'
            else {{ state }} end
        when {{ document_type }} = 'sales_order'
        then case {{ state }}
            when 'quotation' then 'draft' when 'processing' then 'confirmed' when 'done' then 'confirmed' else {{ state }} end
        when {{ document_type }} = 'invoice'
        then case {{ state }} when 'validated' then 'draft' when 'paid' then 'posted' else {{ state }} end
        when {{ document_type }} = 'production_order'
        then case {{ state }}
            when 'request' then 'draft' when 'waiting' then 'confirmed' when 'assigned' then 'confirmed'
            when 'running' then 'in_progress' else {{ state }} end
        when {{ document_type }} = 'production_operation'
        then case {{ state }}
            when 'request' then 'planned' when 'draft' then 'planned' when 'waiting' then 'planned'
            when 'running' then 'in_progress' when 'finished' then 'done' else {{ state }} end
        else {{ state }}
    end
{%- endmacro %}

{#- The key in a reference field of Tryton ("purchase.line,53"), null where it refers to something else. -#}
{% macro tryton_reference(each, column, model) -%}
    case when {{ dbt.split_part(column, "','", 1) }} = '{{ model }}'
        then '{{ each.name }}:' || {{ dbt.split_part(column, "','", 2) }} end
{%- endmacro %}

{#- A day of Tryton until its end, in UTC: dates are the company's, stamps the server's. -#}
{% macro tryton_end_of_day(column) -%}
    {{ local_to_utc(end_of_day(column)) }}
{%- endmacro %}

{#- A day of Tryton from its beginning, in UTC. -#}
{% macro tryton_start_of_day(column) -%}
    {{ local_to_utc('cast(' ~ column ~ ' as ' ~ dbt.type_timestamp() ~ ')') }}
{%- endmacro %}

{#-
  A quantity in the item's stock unit. Of a unit's factor and its reciprocal Tryton keeps the one that is at least 1
  exact, so that one is used.
-#}
{% macro tryton_in_stock_unit(quantity, unit, stock_unit) -%}
    cast(case
        when {{ unit }}.unit_id = {{ stock_unit }}.unit_id or {{ stock_unit }}.unit_id is null or {{ unit }}.unit_id is null
        then cast({{ quantity }} as double)
        else {{ quantity }}
            * case when {{ unit }}.factor >= 1 then {{ unit }}.factor else 1 / {{ unit }}.rate end
            / case when {{ stock_unit }}.factor >= 1 then {{ stock_unit }}.factor else 1 / {{ stock_unit }}.rate end
    end as {{ dbt.type_numeric() }})
{%- endmacro %}

{#- Seconds of a duration: SQLite holds them as a number, PostgreSQL as an interval ("1 day 02:00:00"). -#}
{% macro tryton_seconds(column) -%}
    {{ return(adapter.dispatch('tryton_seconds')(column)) }}
{%- endmacro %}

{% macro default__tryton_seconds(column) -%}
    coalesce(try_cast({{ column }} as double), epoch(try_cast({{ column }} as interval)))
{%- endmacro %}

{% macro spark__tryton_seconds(column) -%}
    coalesce(try_cast({{ column }} as double), unix_seconds(timestamp '1970-01-01 00:00:00' + try_cast({{ column }} as interval)))
{%- endmacro %}

{#- Whether a stamp may be of a day: Tryton takes the day in the company's zone, or in UTC where the company has none. -#}
{% macro tryton_is_of_day(stamp, day) -%}
    ({{ day }} is null or {{ day }} = {{ local_date(stamp) }} or {{ day }} = cast({{ stamp }} as date))
{%- endmacro %}

{#- One row per field that an entry of the log says was written: "invoice_date,reference" are two. -#}
{% macro tryton_written_fields(relation) -%}
    {{ return(adapter.dispatch('tryton_written_fields')(relation)) }}
{%- endmacro %}

{% macro default__tryton_written_fields(relation) -%}
    select source_id, log_id, {{ tryton_document_type('model') }} as document_type, record_id as document_id, logged_at,
        user_id, unnest(string_split(target, ',')) as field
    from {{ relation }}
    where event = 'write' and target is not null
{%- endmacro %}

{% macro spark__tryton_written_fields(relation) -%}
    select source_id, log_id, {{ tryton_document_type('model') }} as document_type, record_id as document_id, logged_at,
        user_id, explode(split(target, ',')) as field
    from {{ relation }}
    where event = 'write' and target is not null
{%- endmacro %}

{#- An amount as Tryton rounds it: to the currency's decimals, a half to the even neighbour. -#}
{% macro tryton_rounded(amount, digits) -%}
    {%- set unit = 'case ' ~ digits ~ ' when 0 then 1 when 3 then 1000 when 4 then 10000 else 100 end' -%}
    {%- set scaled = '(cast(' ~ amount ~ ' as decimal(38, 10)) * ' ~ unit ~ ')' -%}
    cast((
        round({{ scaled }})
        - case
            when abs({{ scaled }} - round({{ scaled }})) = 0.5 and round({{ scaled }}) % 2 <> 0 then sign({{ scaled }}) else 0
        end
    ) / {{ unit }} as {{ dbt.type_numeric() }})
{%- endmacro %}
