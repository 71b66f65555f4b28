"""What the pages read about the data themselves: tables read, exclusions, runs, the calendar that was used.

Belongs here: plain SQL as in `queries.py`, on the tables that tell how the others came to be. Does not belong here:
KPIs, value streams, Streamlit, texts.
"""

from __future__ import annotations

import duckdb
import polars as pl

Cursor = duckdb.DuckDBPyConnection


def source_tables(cursor: Cursor) -> pl.DataFrame:
    """Every table that is read, with the rows of source and warehouse and the last batch."""
    return cursor.execute("select * from source_tables order by source_id, table_name").pl()


def exclusions(cursor: Cursor) -> pl.DataFrame:
    """kpi_id (of a variant its KPI's), names, reason, names, case_count, an example: what was not measured, and why."""
    return cursor.execute(
        """
        select coalesce(kpi_cards.kpi_id, exclusions.kpi_id) as kpi_id, kpi_cards.name_zh as kpi_zh,
            kpi_cards.name_en as kpi_en, stages.name_zh as stage_zh, stages.name_en as stage_en,
            processes.name_zh as process_zh, processes.name_en as process_en,
            exclusion_reasons.name_zh as reason_zh, exclusion_reasons.name_en as reason_en, exclusions.reason,
            count(*) as case_count, min(exclusions.detail) as example
        from exclusions
        left join kpi_cards on starts_with(exclusions.kpi_id || '.', kpi_cards.kpi_id || '.')
        left join stages on 'stage.' || stages.process || '.' || stages.stage = exclusions.kpi_id
        left join processes on 'throughput.' || processes.process = exclusions.kpi_id
        left join exclusion_reasons using (reason)
        group by all
        order by case_count desc, kpi_id, exclusions.reason
        """
    ).pl()


def runs(cursor: Cursor) -> pl.DataFrame:
    """The runs up to this snapshot's, newest first."""
    return cursor.execute("select * from runs order by started_at desc").pl()


def unofficial_years(cursor: Cursor) -> pl.DataFrame:
    """calendar_zh, calendar_en, years: what working time was counted in before it was officially announced."""
    # snapshots of before there were several calendars hold no such table
    known = "select count(*) from duckdb_tables() where table_name = 'unofficial_years'"
    if cursor.execute(known).fetchone() == (0,):
        return pl.DataFrame(schema={"calendar_zh": pl.String, "calendar_en": pl.String, "years": pl.String})
    return cursor.execute(
        "select calendar_name_zh as calendar_zh, calendar_name_en as calendar_en,"
        " string_agg(cast(calendar_year as varchar), ', ' order by calendar_year) as years"
        " from unofficial_years group by all order by calendar_en"
    ).pl()
