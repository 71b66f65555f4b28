"""Moving a year of history from one source to two gives the same figures: a simulated company that changed systems."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from seeds.simulation.life import live
from seeds.simulation.odoo.targets import SqliteFile
from seeds.simulation.odoo.writer import write_odoo
from tests.simulation.migration import DOCUMENTS, NEW_IDS, split
from tests.simulation.test_simulated_company import AS_OF
from tests.support import Installation

# in the middle of a month of the second year, 12:00 in Shanghai
CUT = "2026-08-20 04:00:00"
SAME = [["new:1", "old:1"], ["new:2", "old:2"]]
# nodes of approvals are each system's own
SCOPES = ("company_group", "company", "department", "warehouse")
COUNTS = "case_count, open_count, excluded_count, coverage, is_complete_period, is_estimated"
# known to differ: what empties the old system's shelves and fills the new one's is booked like a count, and a document
# that is open on that day takes its earlier moves along, so that the old books are no longer what they were
OF_COUNTS = {"inv.count_discrepancy_rate", "inv.record_accuracy"}

Figures = dict[tuple, tuple]


def install(folder: Path, **settings: object) -> Installation:
    sources = [
        {"name": file.stem, "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": file.name}}
        for file in sorted(folder.glob("*.sqlite"))
    ]
    installation = Installation(folder, sources, {"as_of": AS_OF, "personal_data": {"mode": "keep"}} | settings)
    installation.run()
    return installation


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, Installation, dict[str, int]]:
    """The company in one system, in two, and how many documents stayed in the old one."""
    one, two = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    # a code that stands twice or is missing says of nothing that it is the same
    write_odoo(live(scale=0.15, months=14, seed=1, with_defects=False), SqliteFile(one / "new.sqlite"))
    stayed = split(one / "new.sqlite", two / "old.sqlite", two / "new.sqlite", CUT)
    return install(one), install(two, same_company=SAME), stayed


def figures(installation: Installation, scope_types: tuple[str, ...] = SCOPES) -> Figures:
    """KPI, scope and month → value, numerator, denominator and counts."""
    with installation.snapshot() as snapshot:
        rows = snapshot.execute(
            "select kpi_id, scope_type, scope_id, period_start, value, numerator, denominator,"
            f" {COUNTS} from kpi_values where period_type = 'month'"
        ).fetchall()
    return {row[:4]: row[4:] for row in rows if row[1] in scope_types}


def in_new_ids(scope_type: str, scope_id: str) -> str:
    more, _ = NEW_IDS["hr_department"]
    known = scope_type == "department" and scope_id.startswith("new:")
    return f"new:{int(scope_id.removeprefix('new:')) + more}" if known else scope_id


def test_most_of_a_year_stayed_in_the_old_system_and_every_kind_of_document_is_in_both(
    systems: tuple[Installation, Installation, dict[str, int]],
) -> None:
    one, two, stayed = systems
    with one.warehouse() as warehouse:
        for table in DOCUMENTS:
            [whole] = warehouse.execute(f"select count(*) from raw_new.{table}").fetchone()
            assert whole / 2 < stayed[table] < whole, table
    with two.warehouse() as warehouse:
        carried = warehouse.execute(
            "select source_id, count(*), count(distinct item_id) from canonical.stock_moves"
            " where moved_at = ? group by source_id",
            [CUT],
        ).fetchall()
    assert {source for source, _, _ in carried} == {"old", "new"}
    assert all(moves > 100 for _, moves, _ in carried)


def test_every_figure_of_the_group_and_its_parts_is_that_of_one_system(
    systems: tuple[Installation, Installation, dict[str, int]],
) -> None:
    one, two, _ = systems
    wanted = {
        (kpi, scope, in_new_ids(scope, scope_id), month): row
        for (kpi, scope, scope_id, month), row in figures(one).items()
    }
    found = figures(two)
    assert set(found) == set(wanted)
    for key, row in wanted.items():
        if key[0] in OF_COUNTS:
            continue
        for got, want in zip(found[key][:3], row[:3], strict=True):
            # a month without measured cases has no value
            assert got is want if want is None else got == pytest.approx(want, rel=1e-9), key
        assert found[key][3:] == row[3:], key
    assert {kpi for kpi, *_ in wanted} >= {"inv.turns", "o2c.dso", "p2p.maverick_rate", "apr.backlog_age"}
    assert {month for *_, month in wanted} >= {date(2025, 9, 1), date(2026, 8, 1), date(2026, 10, 1)}


def test_the_exclusion_ledger_has_the_same_cases(systems: tuple[Installation, Installation, dict[str, int]]) -> None:
    ledgers = []
    for installation in systems[:2]:
        with installation.snapshot() as snapshot:
            rows = snapshot.execute("select kpi_id, reason, excluded_on, company_id from exclusions").fetchall()
        ledgers.append(Counter(rows))
    assert ledgers[0] == ledgers[1]
    assert ledgers[0]


def test_stock_of_every_item_and_warehouse_and_day_is_that_of_one_system(
    systems: tuple[Installation, Installation, dict[str, int]],
) -> None:
    balances = []
    for installation in systems[:2]:
        with installation.warehouse() as warehouse:
            rows = warehouse.execute(
                "select items.item_code, warehouse_id, day, sum(closing_quantity_stock_unit),"
                " sum(closing_value_company_currency) from core.fct_inventory_days as days"
                " inner join canonical.items on items.item_id = days.item_id"
                " inner join (select distinct date_trunc('week', calendar_date) as day from core.dim_working_days"
                " where calendar_date between '2025-09-01' and '2026-10-31') on valid_from <= day and day < valid_to"
                " group by all"
            ).fetchall()
        balances.append({row[:3]: row[3:] for row in rows})
    one, two = balances
    assert len(one) > 5_000
    assert {key: row for key, row in one.items() if any(row)} == {key: row for key, row in two.items() if any(row)}


def test_stock_ties_out_in_both_systems(systems: tuple[Installation, Installation, dict[str, int]]) -> None:
    with systems[1].warehouse() as warehouse:
        found = warehouse.execute(
            "select source_id, count(*), bool_and(is_quantity_equal) from marts.stock_ties_out group by 1 order by 1"
        ).fetchall()
    assert [(source, equal) for source, _, equal in found] == [("new", True), ("old", True)]
    assert all(places > 100 for _, places, _ in found)
