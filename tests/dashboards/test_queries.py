"""What pages read equals a computation of its own on the same snapshot: no SQL quantile, no SQL zone."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy
import pytest

from dashboards import queries
from dashboards.shared_names import told_apart
from tests.support import Installation

ZONE = ZoneInfo("Asia/Shanghai")
SINCE = date(2026, 7, 1)


@pytest.fixture(scope="module")
def snapshot(demo: Installation):
    with demo.snapshot() as connection:
        yield connection


def local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZONE)


def stages(snapshot: duckdb.DuckDBPyConnection, **equal: str) -> list[dict]:
    rows = snapshot.execute("select * from fct_stage_durations").pl().to_dicts()
    return [row for row in rows if all(row[key] == value for key, value in equal.items())]


@pytest.mark.parametrize("by", ["month", "department"])
@pytest.mark.parametrize(("measure", "quantile"), [("working", 0.5), ("elapsed", 0.9)])
@pytest.mark.parametrize("filtered", [False, True])
def test_the_heatmap_is_the_quantile_of_its_cases(
    snapshot: duckdb.DuckDBPyConnection, by: str, measure: str, quantile: float, filtered: bool
) -> None:
    rows = stages(snapshot, process="procure_to_pay")
    department = max({row["department_id"] for row in rows if row["department_id"]}) if filtered else None
    cells: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        hours = row[f"{measure}_hours"]
        if hours is None or row["is_abandoned"] or (filtered and row["department_id"] != department):
            continue
        if row["is_open"]:
            waits_in = "open" if by == "month" else f"open:{row['department_id'] or 'unassigned'}"
            cells[row["stage"], waits_in].append(hours)
        elif row["left_at"] is not None and local(row["left_at"]).date() >= SINCE:
            month = f"{local(row['left_at']):%Y-%m}"
            cells[row["stage"], month if by == "month" else row["department_id"] or "unassigned"].append(hours)
    found = queries.stage_matrix(
        snapshot, "procure_to_pay", by, measure, quantile, department, SINCE, "Asia/Shanghai"
    ).to_dicts()
    assert {(row["stage"], row["column_id"]): row["case_count"] for row in found} == {
        key: len(hours) for key, hours in cells.items()
    }
    for row in found:
        wanted = numpy.quantile(cells[row["stage"], row["column_id"]], quantile)
        assert row["hours"] == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("by", ["month", "department"])
def test_the_cases_of_a_cell_are_those_it_counts(snapshot: duckdb.DuckDBPyConnection, by: str) -> None:
    arguments = (by, "working", None, SINCE, "Asia/Shanghai")
    matrix = queries.stage_matrix(snapshot, "procure_to_pay", *arguments[:2], 0.5, *arguments[2:])
    for row in matrix.to_dicts():
        cases = queries.cases_of_cell(snapshot, "procure_to_pay", row["stage"], row["column_id"], *arguments)
        assert cases.height == min(row["case_count"], queries.CASES_SHOWN)
        assert cases["hours"].to_list() == sorted(cases["hours"].to_list(), reverse=True)


def test_a_stage_belongs_to_the_month_in_which_it_ended_in_shanghai(demo: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "snapshot.duckdb"
    shutil.copy(demo.published / (demo.current() or ""), copy)
    with duckdb.connect(str(copy)) as snapshot:
        row = next(row for row in stages(snapshot, process="procure_to_pay") if row["left_at"])
        for ended_at, month in (("2026-08-31 15:59:59", "2026-08"), ("2026-08-31 16:00:00", "2026-09")):
            snapshot.execute(
                "update fct_stage_durations set left_at = cast(? as timestamp), elapsed_hours = 1"
                " where case_id = ? and stage = ?",
                [ended_at, row["case_id"], row["stage"]],
            )
            cases = queries.cases_of_cell(
                snapshot, "procure_to_pay", row["stage"], month, "month", "elapsed", None, SINCE, "Asia/Shanghai"
            )
            assert row["case_id"] in cases["case_id"].to_list(), ended_at


@pytest.mark.parametrize("measure", ["working", "elapsed"])
def test_approval_nodes_and_their_trend_are_quantiles_of_decided_steps(
    snapshot: duckdb.DuckDBPyConnection, measure: str
) -> None:
    steps = [
        row
        for row in snapshot.execute("select * from fct_approval_steps").pl().to_dicts()
        if row["decided_at"] and row["working_hours"] is not None and local(row["decided_at"]).date() >= SINCE
    ]
    found = queries.approval_nodes(snapshot, measure, None, SINCE, "Asia/Shanghai").to_dicts()
    assert {row["node"] for row in found} == {row["node"] for row in steps}
    for row in found:
        own = [step for step in steps if step["node"] == row["node"]]
        hours = [step[f"{measure}_hours"] for step in own]
        assert row["decision_count"] == len(own)
        assert row["p50"] == pytest.approx(numpy.quantile(hours, 0.5), rel=1e-12)
        assert row["p90"] == pytest.approx(numpy.quantile(hours, 0.9), rel=1e-12)
        rejected = sum(step["decision"] == "rejected" for step in own)
        assert row["rejected_share"] == pytest.approx(rejected / len(own))
    trend = queries.approval_trend(snapshot, measure, None, SINCE, "Asia/Shanghai").to_dicts()
    assert sum(row["decision_count"] for row in trend) == len(steps)
    for row in trend:
        hours = [
            step[f"{measure}_hours"]
            for step in steps
            if step["node"] == row["node"] and f"{local(step['decided_at']):%Y-%m}" == row["month"]
        ]
        assert row["p50"] == pytest.approx(numpy.quantile(hours, 0.5), rel=1e-12)


def test_every_scope_with_values_can_be_chosen_and_has_a_name(snapshot: duckdb.DuckDBPyConnection) -> None:
    scopes = queries.scopes(snapshot).to_dicts()
    assert scopes[0]["scope_type"] == "company_group"
    chosen = {(row["scope_type"], row["scope_id"]) for row in scopes}
    assert len(chosen) == len(scopes)
    stored = snapshot.execute(
        "select distinct scope_type, scope_id from kpi_values where scope_type <> 'node'"
    ).fetchall()
    assert chosen == set(stored)
    named = [row for row in scopes if row["scope_type"] != "company_group" and row["scope_id"] != "unassigned"]
    assert named
    assert all(row["name_zh"] and row["name_en"] for row in named)
    # both companies have a purchasing department
    for language in ("name_zh", "name_en"):
        assert len({(row["scope_type"], row[language]) for row in named}) == len(named)
    stored = snapshot.execute("select department_name_en, count(*) from departments group by 1").fetchall()
    assert max(count for _, count in stored) > 1
    departments = queries.stage_departments(snapshot, "procure_to_pay")
    assert departments["name_en"].n_unique() == departments["department_id"].n_unique() == departments.height > 1


def test_a_tile_shows_the_value_of_its_month_and_of_the_month_before(snapshot: duckdb.DuckDBPyConnection) -> None:
    month, before = date(2026, 9, 1), date(2026, 8, 1)
    stored = {
        (kpi, start): value
        for kpi, start, value in snapshot.execute(
            "select kpi_id, period_start, value from kpi_values"
            " where period_type = 'month' and scope_type = 'company_group'"
        ).fetchall()
    }
    group = queries.scopes(snapshot).row(0, named=True)
    tiles = queries.tiles(snapshot, month, group["scope_type"], group["scope_id"]).to_dicts()
    assert {row["kpi_id"] for row in tiles} == {kpi for kpi, _ in stored}
    for row in tiles:
        assert row["value"] == stored.get((row["kpi_id"], month))
        # what has no value is compared with nothing
        compared = stored.get((row["kpi_id"], before)) if (row["kpi_id"], month) in stored else None
        assert row["previous_value"] == compared
        # a month without a value keeps its place
        months = [date(2025, 10 + month, 1) for month in range(3)] + [date(2026, month, 1) for month in range(1, 10)]
        assert row["trend"] == [stored.get((row["kpi_id"], month)) for month in months]


def test_amounts_stand_beside_the_currency_of_their_own_company(demo: Installation, tmp_path: Path) -> None:
    copy = tmp_path / "snapshot.duckdb"
    shutil.copy(demo.published / (demo.current() or ""), copy)
    with duckdb.connect(str(copy)) as snapshot:
        snapshot.execute("insert into companies select source_id, 'other', 'Other', 'EUR' from companies limit 1")
        case_id = stages(snapshot, process="procure_to_pay", is_open=True)[0]["case_id"]
        snapshot.execute("update fct_process_cases set company_id = 'other' where case_id = ?", [case_id])
        (approval_id,) = snapshot.execute(
            "update fct_approval_steps set company_id = 'other' where approval_id = ("
            " select min(approval_id) from fct_approval_steps where is_open) returning approval_id"
        ).fetchone()
        arguments = ("month", "elapsed", None, SINCE, "Asia/Shanghai")
        found = {}
        for stage in queries.stage_matrix(snapshot, "procure_to_pay", *arguments[:2], 0.5, *arguments[2:])["stage"]:
            for row in queries.cases_of_cell(snapshot, "procure_to_pay", stage, "open", *arguments).to_dicts():
                found[row["case_id"]] = row["company_currency"]
        assert {case for case, currency in found.items() if currency == "EUR"} == {case_id}
        assert set(found.values()) == {"CNY", "USD", "EUR"}
        waiting = queries.open_approvals(snapshot, "working", None).to_dicts()
        assert {row["approval_id"] for row in waiting if row["company_currency"] == "EUR"} == {approval_id}


@pytest.mark.parametrize("measure", ["working", "elapsed"])
def test_what_waits_is_told_in_the_time_that_was_asked_for(snapshot: duckdb.DuckDBPyConnection, measure: str) -> None:
    stored = dict(snapshot.execute(f"select approval_id, {measure}_hours from fct_approval_steps").fetchall())
    waiting = queries.open_approvals(snapshot, measure, None).to_dicts()
    assert waiting
    assert [row["hours"] for row in waiting] == [stored[row["approval_id"]] for row in waiting]
    assert waiting == sorted(waiting, key=lambda row: (-row["hours"], row["approval_id"]))


def test_approval_nodes_of_one_name_are_told_apart_by_company_and_number(snapshot: duckdb.DuckDBPyConnection) -> None:
    stored = snapshot.execute(
        "select distinct node, node_name_en, company_name from fct_approval_steps join companies using (company_id)"
    ).fetchall()
    bearers = Counter(name for _, name in {(node, name) for node, name, _ in stored})
    assert max(bearers.values()) > 1
    nodes = queries.approval_nodes(snapshot, "working", None, SINCE, "Asia/Shanghai")
    assert nodes["name_en"].n_unique() == nodes["name_zh"].n_unique() == nodes.height > 3
    shown = dict(nodes.select("node", "name_en").iter_rows())
    for node, name, company in stored:
        if node in shown:
            assert shown[node] == name if bearers[name] == 1 else shown[node].startswith(f"{name} ({company}")
    trend = queries.approval_trend(snapshot, "working", None, SINCE, "Asia/Shanghai")
    assert set(trend.select("node", "name_en").iter_rows()) <= set(shown.items())


def test_names_are_told_apart_in_the_language_in_which_they_are_the_same() -> None:
    rows = """
        select * from (values
            ('1', '经理', 'Manager', 'East'), ('2', '主管', 'Manager', 'East'), ('3', '主任', 'Manager', 'West'),
            ('4', '会计', 'Bookkeeper', 'East'), ('5', '会计', 'Accountant', null), ('6', '总监', 'Director', 'East')
        ) as given (key, name_zh, name_en, company_name)
    """
    with duckdb.connect() as connection:
        found = connection.execute(f"{told_apart(rows)} order by key").fetchall()
    assert found == [
        ("1", "经理", "Manager (East 1)"),
        ("2", "主管", "Manager (East 2)"),
        ("3", "主任", "Manager (West)"),
        ("4", "会计（East）", "Bookkeeper"),
        ("5", "会计（–）", "Accountant"),
        ("6", "总监", "Director"),
    ]
