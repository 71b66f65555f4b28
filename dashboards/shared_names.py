"""Names that several things bear, told apart: what people choose from must not show one name twice.

Belongs here: SQL over the snapshot that gives every department, warehouse and approval node a name of its own. Does not
belong here: what is shown under the name (`queries.py`).
"""

from __future__ import annotations

DEPARTMENTS = """
    select department_id as key, department_name_zh as name_zh, department_name_en as name_en, company_name
    from departments left join companies using (company_id)
"""
WAREHOUSES = """
    select warehouse_id as key, warehouse_name as name_zh, warehouse_name as name_en, company_name
    from warehouses left join companies using (company_id)
"""
NODES = """
    select node as key, min(node_name_zh) as name_zh, min(node_name_en) as name_en, min(company_name) as company_name
    from fct_approval_steps left join companies using (company_id) group by node
"""


def told_apart(rows: str) -> str:
    """SQL: key, name_zh, name_en of rows with a company_name, which is added to names that stand more than once.

    Where the company is the same too, a number follows it.
    """
    return f"""
        select key, name_zh || case when bearers_zh > 1 then '（' || suffix || '）' else '' end as name_zh,
            name_en || case when bearers_en > 1 then ' (' || suffix || ')' else '' end as name_en
        from (
            select *, count(*) over (partition by name_zh) as bearers_zh,
                count(*) over (partition by name_en) as bearers_en,
                coalesce(company_name, '–') || case when count(*) over (partition by name_zh, company_name) > 1
                    then ' ' || row_number() over (partition by name_zh, company_name order by key) else ''
                    end as suffix
            from ({rows})
        )
    """
