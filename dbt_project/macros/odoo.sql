{#- What an Odoo model is called above the staging layer. -#}
{% macro odoo_document_type(model) -%}
    case {{ model }}
        when 'purchase.request' then 'purchase_requisition'
        when 'purchase.order' then 'purchase_order'
        when 'purchase.order.line' then 'purchase_order_line'
        when 'sale.order' then 'sales_order'
        when 'sale.order.line' then 'sales_order_line'
        when 'account.move' then 'invoice'
        when 'stock.picking' then 'transfer'
        when 'mrp.production' then 'production_order'
        else replace({{ model }}, '.', '_')
    end
{%- endmacro %}

{#- What an Odoo field is called above the staging layer. -#}
{% macro odoo_field_name(field) -%}
    case {{ field }}
        when 'state' then 'status'
        when 'date_planned' then 'promised_at'
        when 'commitment_date' then 'promised_at'
        when 'price_unit' then 'unit_price'
        when 'product_qty' then 'quantity'
        when 'product_uom_qty' then 'quantity_stock_unit'
        else {{ field }}
    end
{%- endmacro %}

{#- A state of Odoo in the words of the canonical layer. Other values stay as they are. -#}
{% macro odoo_status(document_type, state) -%}
    case
        when {{ document_type }} = 'purchase_order'
        then case {{ state }}
                when 'sent' then 'draft'
                when 'to approve' then 'awaiting_approval'
                when 'purchase' then 'confirmed'
                when 'done' then 'confirmed'
                when 'cancel' then 'cancelled'
                else {{ state }}
            end
        when {{ document_type }} = 'purchase_requisition'
        then case {{ state }}
                when 'to_approve' then 'submitted'
                when 'in_progress' then 'ordered'
                when 'done' then 'ordered'
                else {{ state }}
            end
        when {{ document_type }} = 'sales_order'
        then case {{ state }}
                when 'sent' then 'draft'
                when 'sale' then 'confirmed'
                when 'done' then 'confirmed'
                when 'cancel' then 'cancelled'
                else {{ state }}
            end
        when {{ document_type }} = 'production_order'
        then case {{ state }}
                when 'progress' then 'in_progress'
                when 'to_close' then 'in_progress'
                when 'cancel' then 'cancelled'
                else {{ state }}
            end
        when {{ document_type }} = 'production_operation'
        then case {{ state }}
                when 'progress' then 'in_progress'
                when 'done' then 'done'
                when 'cancel' then 'cancelled'
                else 'planned'
            end
        when {{ state }} = 'cancel' then 'cancelled'
        else {{ state }}
    end
{%- endmacro %}

{#- One row per key of a JSON object of translations: the relation's columns, `language` and `label`. -#}
{% macro exploded_translations(relation, column) -%}
    {{ return(adapter.dispatch('exploded_translations')(relation, column)) }}
{%- endmacro %}

{% macro default__exploded_translations(relation, column) -%}
    select keyed.*, json_extract_string({{ column }}, '$.' || language) as label
    from (select *, unnest(json_keys({{ column }})) as language from {{ relation }} where {{ column }} like '{{ "{" }}%') as keyed
    union all
    select *, null as language, {{ column }} as label from {{ relation }} where {{ column }} not like '{{ "{" }}%'
{%- endmacro %}

{% macro spark__exploded_translations(relation, column) -%}
    select {{ relation }}.*, language, label
    from {{ relation }} lateral view explode(from_json({{ column }}, 'map<string,string>')) translations as language, label
{%- endmacro %}

{#-
  A quantity of a document in the item's stock unit: Odoo's factor says how many of a unit make one reference unit of
  its category. `unit` is the relation of the document's unit, `item` that of the item; unknown ones change nothing.
-#}
{% macro in_stock_unit(quantity, unit, item) -%}
    cast(
        {{ quantity }}
        * coalesce({{ item }}.stock_units_per_reference_unit / {{ unit }}.units_per_reference_unit, 1.0)
    as {{ dbt.type_numeric() }})
{%- endmacro %}

{#- An amount in company currency, from one in document currency and Odoo's rate (document per company currency). -#}
{% macro in_company_currency(amount, rate) -%}
    cast({{ amount }} / coalesce({{ rate }}, 1.0) as {{ dbt.type_numeric() }})
{%- endmacro %}

{#- Order by the number at the end of keys of one source: text alone would put 100000 before 99999. -#}
{% macro by_number(key) -%}
    {{ dbt.length(key) }}, {{ key }}
{%- endmacro %}
