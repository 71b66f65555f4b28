-- SAP stores every amount with two decimals: one of a currency that has none (JPY) is a hundredth of what it means. What
-- its table of decimals does not list has two; where that table was not extracted, the list SAP is delivered with holds.
with listed as (
    select * from {{ ref('stg_sap_extract__currency_decimals') }}
),

delivered as (
    {%- for each in sources_of('sap_extract') %}
    {%- for decimals, currencies in [
        (0, ['CLP', 'COP', 'GNF', 'HUF', 'IDR', 'IQD', 'IRR', 'ISK', 'JPY', 'KMF', 'KRW', 'LAK', 'MGA', 'PYG', 'RWF', 'TWD', 'UGX',
            'VND', 'VUV', 'XAF', 'XOF', 'XPF']),
        (3, ['BHD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']),
    ] %}
    {%- for currency in currencies %}
    select '{{ each.name }}' as source_id, '{{ currency }}' as currency_code, {{ decimals }} as decimals
    union all
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
    select source_id, currency_code, decimals from listed where 1 = 0
),

known as (
    select source_id, currency_code, decimals from listed
    union all
    select delivered.source_id, delivered.currency_code, delivered.decimals
    from delivered
    where delivered.source_id not in (select source_id from listed)
)

select
    source_id,
    currency_code,
    cast(
        case cast(decimals as integer) when 0 then 100 when 1 then 10 when 3 then 0.1 when 4 then 0.01 when 5 then 0.001 else 1 end
    as {{ dbt.type_numeric() }}) as amount_factor
from known
