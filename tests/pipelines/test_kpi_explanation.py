"""A value explained: the cases that are shown are those that were counted, and the way down to the source is whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from cockpit.paths import CATALOGUE_DIRECTORY
from kpis.cards import Catalogue
from pipelines.kpi_explanation import Explainer, Scope
from tests.conftest import Run
from tests.support import Installation

OCTOBER = date(2026, 10, 1)
PERIODS = [("month", OCTOBER), ("month", date(2026, 9, 1)), ("week", date(2026, 10, 26)), ("day", date(2026, 10, 30))]


@pytest.fixture
def explainer(demo: Installation) -> Iterator[Explainer]:
    with demo.warehouse() as connection:
        yield Explainer(demo.data / "dbt" / "parsed", connection)


@pytest.mark.parametrize(("period_type", "start"), PERIODS)
def test_the_cases_behind_a_value_are_as_many_as_were_counted(
    demo: Installation, explainer: Explainer, period_type: str, start: date
) -> None:
    """Counted from the mart's rows one way here, by MetricFlow and the ledger the other way."""
    with demo.snapshot() as snapshot:
        rows = snapshot.execute(
            "select kpi_id, scope_type, scope_id, case_count, open_count, excluded_count from kpi_values"
            " where period_type = ? and period_start = ?",
            [period_type, start],
        ).fetchall()
    catalogue = Catalogue(CATALOGUE_DIRECTORY)
    # the small company has no approval open at the end of every month
    months = {card.id for card in catalogue.cards} - {"apr.backlog_age"}
    explained = months if period_type == "month" else {"apr.levels", "p2p.maverick_rate"}
    assert {row[0] for row in rows} >= explained
    for kpi_id, scope_type, scope_id, *counts in rows:
        found = explainer.explain(catalogue.card(kpi_id), Scope(period_type, start, scope_type, scope_id))
        assert [found.included.count, found.waiting.count, found.excluded.count] == counts, (kpi_id, scope_id)
        assert found.figures["case_count"] == counts[0]


def test_the_lineage_ends_at_tables_of_the_source(demo: Installation, explainer: Explainer) -> None:
    card = Catalogue(CATALOGUE_DIRECTORY).card("p2p.on_time_receipt_rate")
    found = explainer.explain(card, Scope("month", OCTOBER, "company_group", "*"))
    assert found.mart == "mart_purchase_receipts"
    assert {"mart_purchase_receipts", "fct_purchase_order_lines", "purchase_order_lines"} <= set(found.models)
    assert {"odoo.purchase_order", "odoo.purchase_order_line", "odoo.stock_move"} <= set(found.source_tables)
    assert {(each.name, each.aggregate, each.day) for each in found.measures} == {
        ("receipts_on_time", "sum", "promise_measured_on"),
        ("receipts_due", "count", "promise_measured_on"),
        ("receipts_awaited", "count", "promise_opened_on"),
    }


def test_a_sample_shows_numbers_that_people_know_and_what_was_measured(
    demo: Installation, explainer: Explainer
) -> None:
    card = Catalogue(CATALOGUE_DIRECTORY).card("p2p.supplier_lead_time")
    found = explainer.explain(card, Scope("month", OCTOBER, "company_group", "*"))
    assert 0 < len(found.included.rows) <= 5
    keys = [row[0] for row in found.included.rows]
    with demo.warehouse() as connection:
        wanted = connection.execute(
            "select order_line_id, order_number, lead_time_measured_on, lead_time_days"
            " from marts.mart_purchase_receipts where list_contains(?, order_line_id) order by 1",
            [keys],
        ).fetchall()
    position = found.included.columns.index("supplier_lead_time_days")
    assert [(*row[:3], float(row[position])) for row in found.included.rows] == [
        (*row[:3], pytest.approx(row[3], abs=1e-9)) for row in wanted
    ]


def test_the_command_shows_it_in_both_languages_and_for_programs(run: Run, demo: Installation) -> None:
    arguments = ["kpi", "explain", "p2p.on_time_receipt_rate", "--period", "2026-10"]
    english, chinese = run(demo, *arguments).output, run(demo, *arguments, language="zh-CN").output
    assert "Formula, on the mart mart_purchase_receipts" in english
    assert "公式，基于数据集市 mart_purchase_receipts" in chinese
    assert "odoo.purchase_order_line" in english
    assert "SELECT" not in english
    assert "SELECT" in run(demo, *arguments, "--sql").output
    assert '"source_tables"' in run(demo, *arguments, "--json").output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["p2p.nothing", "--period", "2026-10"], "p2p.nothing"),
        (["apr.levels", "--period", "October"], "October is no period; write a month as 2026-10"),
        (["apr.levels", "--period", "2026-13"], "2026-13 is no period"),
        (["apr.levels", "--period", "2026-10", "--scope-type", "warehouse", "--scope-id", "1"], "known are: company"),
    ],
)
def test_what_cannot_be_explained_is_one_line(
    run: Run, demo: Installation, arguments: list[str], complaint: str
) -> None:
    outcome = run(demo, "kpi", "explain", *arguments)
    assert outcome.code == 2
    assert complaint in outcome.complaint
    assert outcome.complaint.strip().count("\n") == 0
