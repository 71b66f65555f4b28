"""One whole run on a real Tryton database, from the command line to the published snapshot.

Every KPI is counted again from the database by plain SQL and the brute-force working time; nothing of the product is in
it. All documents but one requisition are of one Sunday in November: measured in working time, they took none.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple

import pytest

from tests.acceptance.working_time import local, working_hours
from tests.sources.tryton.warehouse import TrytonInSqlite
from tests.support import Installation, shared_database

pytestmark = pytest.mark.real_data

AS_OF = datetime(2026, 11, 30, 16)  # after everything, the end of November in Shanghai
ENTERED = "select substr(resource, instr(resource, ',') + 1) + 0 as id, min(create_date) as at from ir_model_log"
RELEASED = f"{ENTERED} where target = 'state:approved' and resource like 'purchase.requisition,%' group by resource"
CONFIRMED = "select id, min(write_date) as at from purchase_purchase__history where state = 'confirmed' group by id"
RECEIVED = (
    "select substr(m.origin, 15) + 0 as id, max(coalesce(l.at, m.write_date)) as at from stock_move m"
    f" left join ({ENTERED} where target = 'receive' and resource like 'stock.shipment.in,%' group by resource) l"
    " on m.shipment = 'stock.shipment.in,' || l.id join stock_location f on f.id = m.from_location"
    " where m.state = 'done' and f.type = 'supplier' group by m.origin"
)


class Case(NamedTuple):
    """Opened, measured and how much; a case without a day of measurement is open, or excluded with a reason."""

    opened: date
    measured: date | None = None
    value: float = 0.0
    reason: str | None = None


def day(stamp: datetime) -> date:
    return local(stamp).date()


def requisition_to_order(source: TrytonInSqlite) -> list[Case]:
    rows = source.query(
        f"select l.id, a.at, c.at from purchase_requisition_line l join ({RELEASED}) a on a.id = l.requisition"
        " left join purchase_request r on r.origin = 'purchase.requisition.line,' || l.id"
        f" left join purchase_line p on p.id = r.purchase_line left join ({CONFIRMED}) c on c.id = p.purchase"
    )
    return [
        Case(day(released), day(ordered), working_hours(released, ordered)) if ordered else Case(day(released))
        for _, released, ordered in rows
    ]


def supplier_lead_time(source: TrytonInSqlite) -> list[Case]:
    rows = source.query(
        f"select l.id, c.at, r.at from purchase_line l join ({CONFIRMED}) c on c.id = l.purchase"
        f" left join ({RECEIVED}) r on r.id = l.id where l.type = 'line'"
    )
    return [
        Case(day(ordered), day(received), (received - ordered) / timedelta(days=1)) if received else Case(day(ordered))
        for _, ordered, received in rows
    ]


def on_time_receipt_rate(source: TrytonInSqlite) -> list[Case]:
    """No purchase line, order or supplier was given a day."""
    rows = source.query(
        f"select l.id, c.at from purchase_line l join ({CONFIRMED}) c on c.id = l.purchase where l.type = 'line'"
        " and l.delivery_date_store is null and l.id not in (select substr(origin, 15) + 0 from stock_move"
        " where origin like 'purchase.line,%' and planned_date is not null)"
    )
    return [Case(day(ordered), reason="promise_missing") for _, ordered in rows]


def step_duration(source: TrytonInSqlite) -> list[Case]:
    waiting = f"{ENTERED} where target = '%s' and resource like '%s,%%' group by resource"
    decided = (
        f"{ENTERED} where target in ('state:approved', 'state:rejected')"
        " and resource like 'purchase.requisition,%' group by resource"
    )
    rows = source.query(
        f"select 1, w.id, w.at, d.at from ({waiting % ('state:waiting', 'purchase.requisition')}) w"
        f" left join ({decided}) d on d.id = w.id"
        f" union all select 2, w.id, w.at, c.at from ({waiting % ('state:quotation', 'purchase.purchase')}) w"
        f" left join ({CONFIRMED}) c on c.id = w.id"
    )
    return [
        Case(day(asked), day(decided), working_hours(asked, decided)) if decided else Case(day(asked))
        for _, _, asked, decided in rows
    ]


CASES = {
    "p2p.requisition_to_order": requisition_to_order,
    "p2p.supplier_lead_time": supplier_lead_time,
    "p2p.on_time_receipt_rate": on_time_receipt_rate,
    "apr.step_duration": step_duration,
    # one step a document
    "apr.document_duration": step_duration,
}


@pytest.fixture(scope="module")
def source() -> TrytonInSqlite:
    return TrytonInSqlite(shared_database("tryton82.sqlite"))


@pytest.fixture(scope="module")
def published(source: TrytonInSqlite, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(
        tmp_path_factory.mktemp("tryton"),
        [
            {
                "name": "erp",
                "erp": "tryton",
                "version": "8",
                "connection": {"kind": "sqlite", "path": str(source.path)},
            }
        ],
        settings={"as_of": f"{AS_OF:%Y-%m-%dT%H:%M:%SZ}", "group_currency": "USD"},
    )
    installation.run()
    return installation


def values(installation: Installation, kpi_id: str) -> dict[date, tuple]:
    """month → value, numerator, denominator, measured, open, excluded, of the whole group."""
    with installation.snapshot() as snapshot:
        rows = snapshot.execute(
            "select period_start, value, numerator, denominator, case_count, open_count, excluded_count from kpi_values"
            " where kpi_id = ? and period_type = 'month' and scope_type = 'company_group'",
            [kpi_id],
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("kpi_id", CASES)
def test_every_month_s_cases_equal_plain_sql(published: Installation, source: TrytonInSqlite, kpi_id: str) -> None:
    cases = CASES[kpi_id](source)
    found = values(published, kpi_id)
    assert cases
    for month, (value, _, _, measured, waiting, excluded) in found.items():
        these = [case.value for case in cases if case.measured and case.measured.replace(day=1) == month]
        assert measured == len(these)
        if these:
            assert value == pytest.approx(median(these), rel=1e-9, abs=1e-9)
        assert excluded == sum(bool(case.reason) and case.opened.replace(day=1) == month for case in cases)
        assert waiting == sum(
            case.opened.replace(day=1) <= month
            and not case.reason
            and not (case.measured and case.measured.replace(day=1) <= month)
            for case in cases
        )
    # measured, open and excluded are all
    latest = max(found)
    total = sum(row[3] + row[5] for row in found.values()) + found[latest][4]
    assert total == len(cases)


@pytest.mark.parametrize("kpi_id", CASES)
def test_every_excluded_case_is_named_with_its_reason(
    published: Installation, source: TrytonInSqlite, kpi_id: str
) -> None:
    with published.snapshot() as snapshot:
        found = snapshot.execute("select reason, excluded_on from exclusions where kpi_id = ?", [kpi_id]).fetchall()
    assert Counter(found) == Counter((case.reason, case.opened) for case in CASES[kpi_id](source) if case.reason)


def test_inventory_turns_and_days_equal_plain_sql(published: Installation, source: TrytonInSqlite) -> None:
    """Stock began on 22 November: what went out in nine days stands for a year."""
    [(worth, issued)] = source.query(
        "select sum(case when t.type = 'storage' then 1 else -1 end * value),"
        " sum(case when t.type = 'customer' then value else 0 end) from (select m.*, case when f.type in"
        "  ('supplier', 'production') then m.quantity * number(m.unit_price)"
        "  else m.internal_quantity * number(m.cost_price) end as value"
        "  from stock_move m join stock_location f on f.id = m.from_location where m.state = 'done') m"
        " join stock_location f on f.id = m.from_location join stock_location t on t.id = m.to_location"
        " where (f.type = 'storage') <> (t.type = 'storage')"
    )
    month = date(2026, 11, 1)
    cost = issued * 365 / 9
    turns, days = values(published, "inv.turns")[month], values(published, "inv.days_on_hand")[month]
    assert turns[1:3] == (pytest.approx(cost, abs=0.01), pytest.approx(worth, abs=0.01))
    assert turns[0] == pytest.approx(cost / worth, rel=1e-6)
    assert days[0] == pytest.approx(365 * worth / cost, rel=1e-6)
