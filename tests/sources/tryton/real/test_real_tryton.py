"""A real Tryton, worked in by its own methods: raw equals its database after every step, canonical what was done in it.

The truth is written down by those who did it (`erp.Erp.note`), not read from the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest

from tests.sources.tryton.real.process import RealTryton
from tests.sources.tryton.test_canonical_on_tryton import COUNTS
from tests.sources.tryton.warehouse import TrytonInSqlite, TrytonWarehouse, ordered

pytestmark = pytest.mark.tryton

STEPS = (0, 1, 2, 3)
# these have rules of their own, and tests below
COUNTED_BELOW = {"approvals", "goods_receipt_lines", "delivery_lines", "stock_counts", "stock_moves"}


@pytest.fixture(scope="module")
def tryton(tmp_path_factory: pytest.TempPathFactory) -> RealTryton:
    return RealTryton(tmp_path_factory.mktemp("tryton") / "home")


@pytest.fixture(scope="module")
def source(tryton: RealTryton) -> TrytonInSqlite:
    return TrytonInSqlite(tryton.database)


@pytest.fixture(scope="module")
def warehouse(tryton: RealTryton, tmp_path_factory: pytest.TempPathFactory) -> TrytonWarehouse:
    return TrytonWarehouse(tmp_path_factory.mktemp("cockpit"), {"kind": "sqlite", "path": str(tryton.database)})


@pytest.fixture(scope="module")
def built(warehouse: TrytonWarehouse) -> Iterator[TrytonWarehouse]:
    """After the last step, since this file's tests run in their order."""
    warehouse.build()
    yield warehouse


@pytest.mark.parametrize("step", STEPS)
def test_raw_equals_the_database_after_every_step(
    tryton: RealTryton, source: TrytonInSqlite, warehouse: TrytonWarehouse, step: int
) -> None:
    tryton.step(step)
    warehouse.refresh()
    for name, table in warehouse.package.tables.items():
        assert warehouse.raw(name) == source.raw(name, table), name
    if step:
        # the cursor also moves with rows that were never written again
        landed = warehouse.landing.batches()[-1].tables["stock_move"]
        assert 0 < landed.rows < landed.source_rows


def test_enough_happened(tryton: RealTryton) -> None:
    truth = tryton.truth()
    for kind in ("requisition", "purchase", "sale", "production", "invoice", "count"):
        assert len(truth[kind]) >= 60, kind
    assert len(truth["deleted"]) == 2 * (len(STEPS) - 1)


@pytest.mark.parametrize("entity", sorted(set(COUNTS) - COUNTED_BELOW))
def test_rows_of_every_entity_equal_plain_sql(built: TrytonWarehouse, source: TrytonInSqlite, entity: str) -> None:
    assert built.canonical(f"count(*) from {entity}") == source.query(COUNTS[entity])


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def facts(truth: dict[str, Any], kind: str, *names: str) -> list[tuple]:
    """(key, facts …) of every document of a kind; stamps as such."""
    rows = []
    for key, known in truth[kind].items():
        values = [known.get(name) for name in names]
        rows.append((int(key), *(moment(value) if isinstance(value, str) else value for value in values)))
    return ordered(rows)


def test_purchases_were_entered_quoted_confirmed_and_cancelled_when_they_were(
    built: TrytonWarehouse, tryton: RealTryton
) -> None:
    wanted = []
    for key, known in tryton.truth()["purchase"].items():
        confirmed = [*known["confirmed"], None]
        quoted = [*known["quoted"], None]
        stamps = (known["created_at"], quoted[0], confirmed[0], confirmed[0], known.get("cancelled_at"))
        wanted.append((int(key), *map(moment, stamps)))
    found = built.canonical(
        "order_id, created_at, submitted_at, approved_at, confirmed_at, cancelled_at from purchase_orders"
    )
    assert found == ordered(wanted)


def test_requisitions_are_bought_by_the_lines_that_the_buyer_made_of_them(
    built: TrytonWarehouse, tryton: RealTryton
) -> None:
    wanted = [tuple(pair) for known in tryton.truth()["purchase"].values() for pair in known["links"]]
    assert built.canonical("requisition_line_id, order_line_id from requisition_order_links") == ordered(wanted)


def test_every_round_of_approval_is_a_step_with_its_people(
    built: TrytonWarehouse, source: TrytonInSqlite, tryton: RealTryton
) -> None:
    users = dict(source.query("select login, id from res_user"))
    wanted = []
    for key, known in tryton.truth()["requisition"].items():
        for number, (submitted, decided, decision, decider) in enumerate(known["rounds"], start=1):
            is_decided = decision in ("approved", "rejected")
            wanted.append(
                (
                    int(key),
                    number,
                    moment(submitted),
                    moment(decided) if is_decided else None,
                    decision,
                    users[decider] if is_decided else None,
                    moment(decided) if decision == "withdrawn" else None,
                )
            )
    found = built.canonical(
        "document_id, round_number, submitted_at, decided_at, decision, approver_id, withdrawn_at from approvals"
        " where document_type = 'purchase_requisition'"
    )
    assert found == ordered(wanted)
    # and nobody but the requester handed one in
    assert built.canonical("distinct requester_id from approvals where document_type = 'purchase_requisition'") == [
        (users["requester"],)
    ]


def test_a_confirmation_is_the_head_s_approval_of_the_buyer_s_quotation(
    built: TrytonWarehouse, source: TrytonInSqlite
) -> None:
    users = dict(source.query("select login, id from res_user"))
    found = built.canonical(
        "distinct decision, requester_id, approver_id from approvals where document_type = 'purchase_order'"
    )
    assert found == ordered([("approved", users["buyer"], users["head"]), ("withdrawn", users["buyer"], None)])


def test_goods_were_received_when_the_storeman_received_them(built: TrytonWarehouse, tryton: RealTryton) -> None:
    found = built.canonical("receipt_line_id, received_at, quantity_stock_unit from goods_receipt_lines")
    assert found == facts(tryton.truth(), "receipt", "received_at", "quantity")


def test_goods_were_shipped_and_taken_back_when_they_were(built: TrytonWarehouse, tryton: RealTryton) -> None:
    found = built.canonical("delivery_line_id, shipped_at, quantity_stock_unit from delivery_lines")
    wanted = facts(tryton.truth(), "delivery", "shipped_at", "quantity")
    assert found == wanted
    assert any(row[2] < 0 for row in wanted)


def test_sales_were_entered_and_confirmed_when_they_were(built: TrytonWarehouse, tryton: RealTryton) -> None:
    found = built.canonical("order_id, entered_at, confirmed_at from sales_orders")
    assert found == facts(tryton.truth(), "sale", "created_at", "confirmed_at")


def test_invoices_were_posted_and_paid_when_they_were(built: TrytonWarehouse, tryton: RealTryton) -> None:
    posted = ordered(
        [
            *built.canonical("distinct invoice_id, posted_at from supplier_invoice_lines where posted_at is not null"),
            *built.canonical("distinct invoice_id, posted_at from customer_invoice_lines where posted_at is not null"),
        ]
    )
    truth = tryton.truth()
    assert posted == facts(truth, "invoice", "posted_at")
    paid = ordered(
        [
            *built.canonical("invoice_id, recorded_at from supplier_payments where allocation_kind = 'payment'"),
            *built.canonical("invoice_id, recorded_at from customer_receipts where allocation_kind = 'payment'"),
        ]
    )
    assert paid == [row for row in facts(truth, "invoice", "paid_at") if row[1]]


def test_productions_ran_when_they_did(built: TrytonWarehouse, tryton: RealTryton) -> None:
    names = ("created_at", "confirmed_at", "started_at", "ended_at", "cancelled_at")
    found = built.canonical(
        f"production_order_id, {', '.join(names)}, quantity_planned_stock_unit from production_orders"
    )
    assert found == facts(tryton.truth(), "production", *names, "quantity")


def test_operations_were_worked_on_when_and_as_long_as_they_were(built: TrytonWarehouse, tryton: RealTryton) -> None:
    found = built.canonical(
        "production_operation_id, started_at, ended_at, run_minutes from production_operations where run_minutes > 0"
    )
    assert found == facts(tryton.truth(), "work", "started_at", "ended_at", "minutes")


def test_counts_are_what_was_counted_and_the_opening_is_none(
    built: TrytonWarehouse, source: TrytonInSqlite, tryton: RealTryton
) -> None:
    # a count is its move's, and without a difference its line's own
    moves = dict(
        source.query("select substr(origin, 22) + 0, id from stock_move where origin like 'stock.inventory.line,%'")
    )
    wanted = [
        (str(moves.get(key, f"{key}:counted")), *rest)
        for key, *rest in facts(tryton.truth(), "count", "counted_at", "book", "found")
    ]
    found = built.canonical(
        "split_part(stock_count_id, ':', 2) || case when stock_count_id like '%:counted' then ':counted' else '' end,"
        " counted_at, book_quantity_stock_unit, counted_quantity_stock_unit from stock_counts"
    )
    assert found == ordered(wanted)


def test_promises_are_what_the_buyer_was_told_first_and_last(
    built: TrytonWarehouse, source: TrytonInSqlite, tryton: RealTryton
) -> None:
    """A day given for the order, else the supplier's lead time, as Tryton planned its moves; then the day moved to.

    Who gave no day at all before the first one was moved to has promised that one first.
    """
    planned = dict(
        source.query(
            "select substr(origin, 15) + 0, min(origin_planned_date) from stock_move"
            " where origin like 'purchase.line,%' and origin_planned_date is not null group by 1"
        )
    )
    purchases = {int(key): known for key, known in tryton.truth()["purchase"].items() if known["confirmed"]}
    checked = 0
    for order, line, first, latest in built.canonical(
        "order_id, order_line_id, first_promised_at, latest_promised_at from purchase_order_lines"
        " where status = 'confirmed'"
    ):
        moved_to, promised = purchases[order].get("moved_to"), purchases[order].get("promised")
        day = promised or planned.get(line) or moved_to
        assert first == (end_of_day(day) if day else None)
        if moved_to:
            # what arrived in parts is planned for its own day each
            assert latest == end_of_day(moved_to)
            checked += first < latest
    assert checked


def end_of_day(day: str) -> datetime:
    """The last second of a day in Shanghai, in UTC."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time()) + timedelta(hours=16, seconds=-1)


def test_an_order_in_euros_is_worth_what_the_rate_of_its_day_says(
    built: TrytonWarehouse, source: TrytonInSqlite
) -> None:
    rows = source.query(
        "select p.id, number(p.untaxed_amount_cache), number((select r.rate from currency_currency_rate r"
        " where r.currency = p.currency and r.date <= p.purchase_date order by r.date desc limit 1))"
        " from purchase_purchase p join currency_currency c on c.id = p.currency where c.code = 'EUR'"
    )
    # Tryton rounds a half to the even cent
    wanted = [
        (key, float((Decimal(str(amount)) / Decimal(str(rate))).quantize(Decimal("0.01"), ROUND_HALF_EVEN)))
        for key, amount, rate in rows
    ]
    assert len(wanted) == len(STEPS) - 1
    assert (
        built.canonical("order_id, amount_company_currency from purchase_orders where document_currency = 'EUR'")
        == wanted
    )


def test_what_was_deleted_is_gone_and_remembered(built: TrytonWarehouse, tryton: RealTryton) -> None:
    kinds = {"requisition": "purchase_requisition", "purchase": "purchase_order"}
    deleted = [(kinds[kind], key, moment(at)) for kind, key, at in tryton.truth()["deleted"]]
    found = built.canonical(
        "document_type, document_id, changed_at from document_changes where field_name = 'is_deleted'"
        " and document_type in ('purchase_requisition', 'purchase_order')"
    )
    assert found == ordered(deleted)
    for kind, key, _ in deleted:
        if kind == "purchase_order":
            assert built.canonical(f"count(*) from purchase_orders where order_id = 'erp:{key}'") == [(0,)]


def test_stock_of_every_item_and_place_is_what_tryton_itself_adds_up(
    built: TrytonWarehouse, source: TrytonInSqlite
) -> None:
    found = built.query(
        "select split_part(item_id, ':', 2)::int, split_part(place, ':', 2)::int, sum(change)::double from"
        " (select item_id, to_location_id as place, quantity_stock_unit as change from canonical.stock_moves"
        "  where is_to_stock union all select item_id, from_location_id, -quantity_stock_unit"
        "  from canonical.stock_moves where is_from_stock) group by all having sum(change) <> 0"
    )
    wanted = source.query(
        "select product, place, sum(change) from (select product, to_location as place, internal_quantity as change"
        " from stock_move where state = 'done' union all select product, from_location, -internal_quantity"
        " from stock_move where state = 'done') join stock_location l on l.id = place where l.type = 'storage'"
        " group by 1, 2 having sum(change) <> 0"
    )
    assert ordered(found) == wanted
