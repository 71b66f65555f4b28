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

    Where the company is the same too, a number follows it. Each language is told apart for itself: what bears two names
    in one may bear the same in the other.
    """
    return f"select key, {_own_name('name_zh', '（', '）')}, {_own_name('name_en', ' (', ')')} from ({rows})"


def _own_name(name: str, opening: str, closing: str) -> str:
    of_company = f"{name}, company_name"
    return f"""
        {name} || case when count(*) over (partition by {name}) > 1
            then '{opening}' || coalesce(company_name, '–')
                || case when count(*) over (partition by {of_company}) > 1
                    then ' ' || row_number() over (partition by {of_company} order by key) else '' end
                || '{closing}'
            else '' end as {name}"""
