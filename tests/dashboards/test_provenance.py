"""What the Data page says of the calendars, on snapshots of today and of before there were several."""

from __future__ import annotations

import duckdb

from dashboards import provenance


def test_the_years_of_a_calendar_stand_together() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table unofficial_years as select * from (values"
            " ('CN', 2028, '中国工作日历', 'China working calendar'),"
            " ('CN', 2027, '中国工作日历', 'China working calendar'),"
            " ('works', 2027, 'works', 'works'))"
            " as years (calendar_id, calendar_year, calendar_name_zh, calendar_name_en)"
        )
        assert provenance.unofficial_years(connection).rows() == [
            ("中国工作日历", "China working calendar", "2027, 2028"),
            ("works", "works", "2027"),
        ]


def test_a_snapshot_without_the_table_says_nothing_of_it() -> None:
    with duckdb.connect() as connection:
        assert provenance.unofficial_years(connection).is_empty()
