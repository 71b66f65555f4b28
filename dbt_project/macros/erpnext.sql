{#- The last second of a day, for dates that stand for "until then": a promise of the 24th is kept on the 24th. -#}
{% macro end_of_day(column) -%}
    {{ dbt.dateadd('second', 86399, 'cast(' ~ column ~ ' as ' ~ dbt.type_timestamp() ~ ')') }}
{%- endmacro %}

{#- The stamp that a document's own date and time make, still in the site's local time. -#}
{% macro erpnext_posting_stamp(date_column, time_column) -%}
    cast(
        cast({{ date_column }} as {{ dbt.type_string() }}) || ' ' || coalesce({{ time_column }}, '00:00:00')
    as {{ dbt.type_timestamp() }})
{%- endmacro %}

{#- What a doctype of ERPNext is called above the staging layer. -#}
{% macro erpnext_document_type(doctype) -%}
    case {{ doctype }}
        when 'Material Request' then 'purchase_requisition'
        when 'Purchase Order' then 'purchase_order'
        when 'Purchase Receipt' then 'goods_receipt'
        when 'Purchase Invoice' then 'invoice'
        when 'Payment Entry' then 'payment'
        when 'Sales Order' then 'sales_order'
        when 'Delivery Note' then 'delivery'
        when 'Sales Invoice' then 'sales_invoice'
        when 'Stock Reconciliation' then 'stock_count'
        when 'Work Order' then 'production_order'
        else replace(lower({{ doctype }}), ' ', '_')
    end
{%- endmacro %}

{#- What a field of ERPNext is called above the staging layer; its own field `status` follows what was received and billed. -#}
{% macro erpnext_field_name(field) -%}
    case {{ field }}
        when 'docstatus' then 'status'
        when 'status' then 'erp_status'
        when 'schedule_date' then 'promised_at'
        when 'delivery_date' then 'promised_at'
        when 'rate' then 'unit_price'
        when 'qty' then 'quantity'
        when 'stock_qty' then 'quantity_stock_unit'
        else {{ field }}
    end
{%- endmacro %}

{#- A docstatus, as text, in the words of the canonical layer. -#}
{% macro erpnext_status(document_type, docstatus) -%}
    case
        when {{ docstatus }} = '0' then 'draft'
        when {{ docstatus }} = '2' then 'cancelled'
        when {{ docstatus }} = '1' and {{ document_type }} = 'purchase_requisition' then 'approved'
        when {{ docstatus }} = '1' and {{ document_type }} in ('invoice', 'sales_invoice') then 'posted'
        when {{ docstatus }} = '1' and {{ document_type }} in ('purchase_order', 'sales_order', 'production_order')
        then 'confirmed'
        when {{ docstatus }} = '1' then 'done'
        else {{ docstatus }}
    end
{%- endmacro %}

{#- Whether the name of a workflow's state says that the request was refused. Workflows name their states freely. -#}
{% macro erpnext_is_refusal(state) -%}
    (
        lower({{ state }}) like '%reject%' or lower({{ state }}) like '%declin%' or lower({{ state }}) like '%refus%'
        or lower({{ state }}) like '%cancel%' or {{ state }} like '%拒%' or {{ state }} like '%驳%'
        or {{ state }} like '%退回%' or {{ state }} like '%取消%' or {{ state }} like '%作废%'
    )
{%- endmacro %}

{#- Whether the name of a sub-operation says that it sets a machine up. ERPNext has no field of its own for set-up. -#}
{% macro erpnext_is_setup(operation) -%}
    (
        lower({{ operation }}) like '%setup%' or lower({{ operation }}) like '%set-up%'
        or lower({{ operation }}) like '%set up%' or lower({{ operation }}) like '%changeover%'
        or {{ operation }} like '%换型%' or {{ operation }} like '%换线%' or {{ operation }} like '%换模%'
        or {{ operation }} like '%调机%' or {{ operation }} like '%准备%'
    )
{%- endmacro %}

{#- What a journal entry that names an invoice does to it: money came or went, or the claim itself was lowered. -#}
{% macro erpnext_journal_allocation_kind(entry_kind) -%}
    case when {{ entry_kind }} in ('Credit Note', 'Debit Note', 'Write Off Entry') then 'credit_note' else 'payment' end
{%- endmacro %}

{#-
  A date as a version of a document writes it: in the site's own format, of which ERPNext knows six. `is_day_first` tells
  31-12-2026 from 12-31-2026; where it is null and the separator does not tell, the date stays unknown.
-#}
{% macro erpnext_written_date(text, is_day_first) -%}
    case
        when substr({{ text }}, 5, 1) = '-' then {{ dbt.safe_cast(text, 'date') }}
        when substr({{ text }}, 3, 1) = '.' or {{ is_day_first }}
        then {{ dbt.safe_cast("substr(" ~ text ~ ", 7, 4) || '-' || substr(" ~ text ~ ", 4, 2) || '-' || substr(" ~ text ~ ", 1, 2)", 'date') }}
        when not {{ is_day_first }}
        then {{ dbt.safe_cast("substr(" ~ text ~ ", 7, 4) || '-' || substr(" ~ text ~ ", 1, 2) || '-' || substr(" ~ text ~ ", 4, 2)", 'date') }}
    end
{%- endmacro %}

{#-
  One row per field that a version changed: the relation's columns but `data`, `table_field` and `row_name` (null where
  the field is the document's own), `source_field_name`, `old_value`, `new_value`. The JSON holds
  {"changed": [[field, old, new]], "row_changed": [[table, index, row, [[field, old, new]]]]}.
-#}
{% macro erpnext_version_changes(relation) -%}
    {{ return(adapter.dispatch('erpnext_version_changes')(relation)) }}
{%- endmacro %}

{% macro default__erpnext_version_changes(relation) -%}
    select version_id, source_id, doctype, document_id, changed_at, user_id, table_field, row_name,
        json_extract_string(change, '$[0]') as source_field_name,
        json_extract_string(change, '$[1]') as old_value,
        json_extract_string(change, '$[2]') as new_value
    from (
        select *, cast(null as varchar) as table_field, cast(null as varchar) as row_name,
            unnest(json_extract(data, '$.changed[*]')) as change
        from {{ relation }}
        where json_valid(data)
        union all
        select * exclude (row_change), json_extract_string(row_change, '$[0]'), json_extract_string(row_change, '$[2]'),
            unnest(json_extract(row_change, '$[3][*]'))
        from (
            select *, unnest(json_extract(data, '$.row_changed[*]')) as row_change
            from {{ relation }}
            where json_valid(data)
        ) as changed_rows
    ) as changes
{%- endmacro %}

{% macro spark__erpnext_version_changes(relation) -%}
    {%- set shape = 'struct<changed:array<array<string>>,row_changed:array<array<string>>>' %}
    select version_id, source_id, doctype, document_id, changed_at, user_id, table_field, row_name,
        change[0] as source_field_name, change[1] as old_value, change[2] as new_value
    from (
        select version_id, source_id, doctype, document_id, data, changed_at, user_id, cast(null as string) as table_field,
            cast(null as string) as row_name,
            explode(from_json(data, '{{ shape }}').changed) as change
        from {{ relation }}
        union all
        select version_id, source_id, doctype, document_id, data, changed_at, user_id, row_change[0], row_change[2],
            explode(from_json(row_change[3], 'array<array<string>>'))
        from (
            select *, explode(from_json(data, '{{ shape }}').row_changed) as row_change from {{ relation }}
        ) as changed_rows
    ) as changes
{%- endmacro %}
