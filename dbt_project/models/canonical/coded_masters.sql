-- Master data as the sources have it, by what people know it by: its code, a department by its name.
{%- set string = dbt.type_string() %}
{%- for entity, key, code, company in [
    ('departments', 'department_id', 'coalesce(department_name_zh, department_name_en)', 'company_id'),
    ('warehouses', 'warehouse_id', 'warehouse_code', 'company_id'),
    ('items', 'item_id', 'item_code', none),
    ('customers', 'customer_id', 'customer_code', none),
    ('suppliers', 'supplier_id', 'supplier_code', none),
] %}
{%- set named = {
    'departments': ['department_name_zh', 'department_name_en'], 'warehouses': ['warehouse_code'],
    'items': ['item_code'], 'customers': ['customer_code'], 'suppliers': ['supplier_code'],
}[entity] + ['source_id', key] + ([company] if company else []) %}
{%- set columns = [] %}
{%- for name in named %}{% do columns.append({'name': name, 'data_type': string}) %}{% endfor %}
select
    cast('{{ entity }}' as {{ string }}) as entity,
    source_id,
    {{ key }} as record_id,
    {{ counting_company(company) if company else "'any'" }} as company_id,
    {{ code }} as code
from ({{ every_erp(entity, columns) }}) as {{ entity }}
where {{ code }} is not null and {{ code }} <> ''
{{ 'union all' if not loop.last }}
{%- endfor %}
