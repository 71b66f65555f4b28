"""From the ERP to the published snapshot: extraction, the dbt assets, KPI calculation, publishing, schedules.

Belongs here: Dagster definitions (thin) and the plain functions they call. Does not belong here: what a KPI means
(`kpis/`), any formula or transformation (`dbt_project/`), any page (`dashboards/`).
"""
