"""A whole run in which a department works nights in another country and a warehouse by German holidays."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from tests.dbt.working_minutes import WorkingMinutes
from tests.support import Installation, Outcome

# 2027 has not been announced in China, and begins eight hours earlier there
AS_OF = datetime(2026, 12, 31, 17)
YEARS = range(2023, 2028)
GERMAN, AMERICAN = (holidays.country_holidays(code, years=YEARS) for code in ("DE", "US"))
NIGHTS = "US/nights/America/New_York"
GERMANS = "DE/office/Europe/Berlin"
OFFICE = [(540, 720), (780, 1080)]


def chinese(day: date) -> list[tuple[int, int]]:
    # beyond the library Monday to Friday count
    is_worked = chinese_calendar.is_workday(day) if day.year < 2027 else day.weekday() < 5
    return OFFICE if is_worked else []


def american_nights(day: date) -> list[tuple[int, int]]:
    return [(1320, 1800)] if day.weekday() < 5 and day not in AMERICAN else []


def german(day: date) -> list[tuple[int, int]]:
    return OFFICE if day.weekday() < 5 and day not in GERMAN else []


@pytest.fixture(scope="module")
def finance(demo_erp: Path) -> str:
    with sqlite3.connect(demo_erp) as connection:
        rows = connection.execute("select id, name from hr_department where company_id = 1").fetchall()
    [number] = [number for number, name in rows if "财务控制部" in name]
    return f"demo:{number}"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, demo_erp: Path, finance: str) -> tuple[Installation, Outcome]:
    source = {"name": "demo", "erp": "odoo", "version": "18"}
    source["connection"] = {"kind": "sqlite", "path": str(demo_erp)}
    working_time = {
        "shifts": [{"id": "nights", "hours": ["22:00-06:00"]}],
        "assignments": [
            {"departments": [finance, "demo:999999"], "calendar": "US", "shift": "nights"},
            {"warehouses": ["demo:1"], "calendar": "DE"},
        ],
    }
    settings = {"as_of": f"{AS_OF.isoformat()}Z", "working_time": working_time}
    installation = Installation(tmp_path_factory.mktemp("working_time"), [source], settings=settings)
    outcome = installation.cockpit("run")
    assert outcome.code == 0, outcome.errors
    return installation, outcome


@pytest.fixture(scope="module")
def counted() -> dict[str, WorkingMinutes]:
    first, last = datetime(2024, 1, 1), datetime(2027, 1, 3)
    return {
        "company": WorkingMinutes("Asia/Shanghai", chinese, first, last),
        NIGHTS: WorkingMinutes("America/New_York", american_nights, first, last),
        GERMANS: WorkingMinutes("Europe/Berlin", german, first, last),
    }


def test_the_year_that_is_not_official_and_the_department_that_nobody_knows_are_told(
    ran: tuple[Installation, Outcome],
) -> None:
    installation, outcome = ran
    remarks = [
        "China working calendar: 2027 is not officially announced",
        "working_time assigns a schedule to demo:999999, but there is no such id among the departments",
    ]
    with installation.snapshot() as snapshot:
        [(status, message)] = snapshot.execute("select status, message from runs").fetchall()
        years = snapshot.execute("select calendar_id, calendar_year, first_date from unofficial_years").fetchall()
    for remark in remarks:
        assert remark in " ".join(outcome.errors.split())
        assert remark in message
    assert status == "published"
    # New York and Berlin know their holidays, and have not reached the new year
    assert years == [("CN", 2027, date(2027, 1, 1))]


def test_an_approval_counts_by_the_schedule_of_who_decides_it(
    ran: tuple[Installation, Outcome], finance: str, counted: dict[str, WorkingMinutes]
) -> None:
    with ran[0].snapshot() as snapshot:
        steps = snapshot.execute(
            "select schedule_id, department_id, requested_at, coalesce(decided_at, $1), working_hours"
            " from fct_approval_steps where working_hours is not null and requested_at >= '2024-01-05'",
            [AS_OF],
        ).fetchall()
    found = dict.fromkeys((NIGHTS, "company"), 0)
    for schedule, department, start, end, hours in steps:
        expected = NIGHTS if department == finance else "company"
        assert schedule == expected
        assert hours == pytest.approx(counted[expected].seconds(start, max(start, end)) / 3600, abs=1e-6)
        found[expected] += 1
    assert min(found.values()) > 20, found


def test_waiting_for_a_warehouse_counts_by_its_schedule(
    ran: tuple[Installation, Outcome], finance: str, counted: dict[str, WorkingMinutes]
) -> None:
    with ran[0].snapshot() as snapshot:
        stages = snapshot.execute(
            "select stages.schedule_id, stages.stage, stages.department_id, cases.warehouse_id, stages.entered_at,"
            " coalesce(stages.left_at, $1), stages.working_hours"
            " from fct_stage_durations as stages join fct_process_cases as cases using (case_id)"
            " where stages.working_hours is not null and stages.entered_at >= '2024-01-05'",
            [AS_OF],
        ).fetchall()
    found = dict.fromkeys((NIGHTS, GERMANS, "company"), 0)
    for schedule, stage, department, warehouse, start, end, hours in stages:
        if stage in ("supplier_delivery", "fulfilment") and warehouse == "demo:1":
            expected = GERMANS
        else:
            expected = NIGHTS if department == finance else "company"
        assert schedule == expected, (stage, department, warehouse)
        if found[expected] < 2000:
            assert hours == pytest.approx(counted[expected].seconds(start, max(start, end)) / 3600, abs=1e-6)
        found[expected] += 1
    assert min(found.values()) > 20, found
