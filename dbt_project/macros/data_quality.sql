{#-
  Rules on the quality of data. A rule is a column of a model in models/marts/quality/rules/: true where a record breaks
  it, false where it keeps it, null where it does not apply. To add one: the column in checked_<records>.sql and its .yml,
  a line here, and one in seeds/reference/data_quality_rules.csv with its names, owner and severity; a test compares the
  three. Rules of other records begin with a model of their own here and beside the others.
-#}
{% macro data_quality_rules() %}
    {{ return({
        'items': ['lacks_code', 'lacks_name', 'lacks_unit', 'lacks_category', 'shares_code', 'looks_like_another',
            'unit_differs_between_sources', 'unit_unlike_its_category'],
        'suppliers': ['lacks_name', 'lacks_code', 'lacks_tax_number', 'tax_number_malformed', 'shares_tax_number',
            'looks_like_another', 'tax_number_differs_between_sources'],
        'customers': ['lacks_name', 'lacks_code', 'lacks_tax_number', 'tax_number_malformed', 'shares_tax_number',
            'looks_like_another', 'tax_number_differs_between_sources'],
        'purchase_order_lines': ['lacks_item', 'quantity_not_positive', 'lacks_supplier', 'lacks_promise',
            'promised_before_entry', 'confirmed_before_entry', 'price_off_by_power_of_ten', 'quantity_off_by_hundreds',
            'lacks_exchange_rate'],
        'sales_order_lines': ['lacks_item', 'quantity_not_positive', 'promised_before_entry', 'confirmed_before_entry',
            'price_off_by_power_of_ten', 'quantity_off_by_hundreds', 'lacks_exchange_rate'],
        'goods_receipts': ['lacks_order', 'received_before_order', 'received_by_approver'],
        'supplier_invoice_lines': ['lacks_order', 'lacks_due_date', 'due_before_invoice', 'dated_after_entry',
            'lacks_exchange_rate'],
        'approval_steps': ['approver_is_requester', 'decided_before_request'],
        'production_orders': ['quantity_not_positive', 'ended_before_start', 'planned_end_before_start'],
        'stock_positions': ['is_negative'],
    }) }}
{% endmacro %}

{#- A name without what makes no difference to people: case, width of letters, spaces, punctuation. -#}
{% macro plain_text(text) -%}
    {%- set wide = 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９' -%}
    {%- set narrow = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789' -%}
    nullif({{ without_punctuation("lower(translate(" ~ text ~ ", '" ~ wide ~ "', '" ~ narrow ~ "'))") }}, '')
{%- endmacro %}

{% macro without_punctuation(text) -%}
    {{ return(adapter.dispatch('without_punctuation')(text)) }}
{%- endmacro %}

{% macro default__without_punctuation(text) -%}
    regexp_replace({{ text }}, '[^\p{L}\p{N}]+', '', 'g')
{%- endmacro %}

{% macro spark__without_punctuation(text) -%}
    regexp_replace({{ text }}, '[^\\p{L}\\p{N}]+', '')
{%- endmacro %}

{#- A company's name without its legal form, which people write in many ways. -#}
{% macro plain_company_name(name) -%}
    nullif(regexp_replace(
        {{ plain_text(name) }},
        '(股份有限公司|有限责任公司|有限公司|公司|coltd|limited|ltd|inc|llc|gmbh|corporation|corp)$', ''
    ), '')
{%- endmacro %}

{#- Master records of suppliers or customers with their rules: one macro, as both are parties with the same fields. -#}
{% macro checked_parties(parties, key, name, code) %}
with parties as (
    select
        *,
        {{ plain_company_name(name) }} as plain_name,
        {{ plain_text('tax_number') }} as plain_tax_number,
        {{ plain_text(code) }} as plain_code
    from {{ ref(parties) }}
    where created_at is null or created_at <= {{ as_of() }}
),

-- the one entered first is the original, later ones are accused
compared as (
    select
        *,
        {%- for column in ['plain_name', 'plain_tax_number'] %}
        row_number() over (
            partition by source_id, is_active, {{ column }} order by coalesce(created_at, {{ as_of() }}), {{ key }}
        ) as {{ column }}_number,
        first_value({{ key }}) over (
            partition by source_id, is_active, {{ column }} order by coalesce(created_at, {{ as_of() }}), {{ key }}
        ) as {{ column }}_original,
        {%- endfor %}
        min(source_id) over (partition by plain_code) <> max(source_id) over (partition by plain_code) as is_shared,
        min(plain_tax_number) over (partition by plain_code) as lowest_tax_number,
        max(plain_tax_number) over (partition by plain_code) as highest_tax_number
    from parties
)

select
    source_id,
    {{ key }} as record_id,
    {{ name }} as record_name,
    'unassigned' as company_id,
    'unassigned' as department_id,
    {{ local_date('created_at') }} as entered_on,
    -- who is out of use is not asked for anything any more
    case when is_active then plain_name is null end as lacks_name,
    case when is_active then plain_code is null end as lacks_code,
    case when is_active then plain_tax_number is null end as lacks_tax_number,
    case when is_active and plain_tax_number is not null then length(plain_tax_number) not between 8 and 20 end
        as tax_number_malformed,
    case when is_active and plain_tax_number is not null then plain_tax_number_number > 1 end as shares_tax_number,
    case when is_active and plain_name is not null then plain_name_number > 1 end as looks_like_another,
    case when is_active and plain_code is not null and is_shared
        then coalesce(lowest_tax_number <> highest_tax_number, false) end as tax_number_differs_between_sources,
    case
        when is_active and plain_tax_number_number > 1 and plain_tax_number is not null then plain_tax_number_original
        when is_active and plain_name_number > 1 and plain_name is not null then plain_name_original
    end as original_id
from compared
{% endmacro %}

{#- True where a number is off its usual value by about 10, 100, 1000 … times; null where nothing usual is known. -#}
{% macro is_off_by_power_of_ten(value, usual, at_least=1) -%}
    case
        when {{ value }} > 0 and {{ usual }} > 0
        then abs(round(log10({{ value }} / {{ usual }}))) >= {{ at_least }}
            and abs(log10({{ value }} / {{ usual }}) - round(log10({{ value }} / {{ usual }}))) <= 0.1
    end
{%- endmacro %}

{#- Of an amount in a foreign currency: nobody knows what it is worth, or it was taken one for one. -#}
{% macro lacks_exchange_rate(document_currency, company_currency, amount_document, amount_company) -%}
    case
        when {{ document_currency }} <> {{ company_currency }} and {{ amount_document }} <> 0
        then coalesce({{ amount_company }} = {{ amount_document }}, true)
    end
{%- endmacro %}
