"""The Streamlit cockpit on the published snapshot.

Belongs here: pages (`app_pages/`), what they read (`queries.py`), how it looks (`figures.py`, `formatting.py`).
Does not belong here: computing a KPI, opening the warehouse, Dagster.
"""
