"""What a KPI means to the company: the catalogue of cards, thresholds, scores and health.

Belongs here: reading and checking cards, turning values into scores. Does not belong here: formulas (they are metrics
in `dbt_project/`), databases, Dagster, Streamlit.
"""
