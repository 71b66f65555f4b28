"""One small log in four formats becomes the same canonical rows, which are those that it was written from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sources.event_log.logs import (
    ORDER_EVENTS,
    LogInstallation,
    moment,
    orders_as_csv,
    orders_as_ocel_json,
    orders_as_ocel_sqlite,
    orders_as_xes,
)

FORMATS = {
    "xes": orders_as_xes,
    "csv": orders_as_csv,
    "ocel_json": orders_as_ocel_json,
    "ocel_sqlite": orders_as_ocel_sqlite,
}


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> LogInstallation:
    folder = tmp_path_factory.mktemp("formats")
    sources = {name: write(folder / "logs" / name) for name, write in FORMATS.items()}
    installation = LogInstallation(folder, sources, as_of="2026-02-01T00:00:00Z")
    installation.refresh()
    installation.build(
        "event_log_events", "event_log_objects", "event_log_processes", "approvals", "users", "companies"
    )
    return installation


@pytest.mark.parametrize("source", FORMATS)
def test_every_format_gives_the_events_that_were_written(orders: LogInstallation, source: str) -> None:
    expected = []
    for order in ("o1", "o2"):
        own = [event for event in ORDER_EVENTS if order in event[5]]
        for position, (_, stamp, activity, who, worth, _, _) in enumerate(own, 1):
            case = f"{source}:orders:{order}"
            amount = Decimal(worth)
            expected.append(
                (
                    case,
                    f"{case}:{position:06}",
                    activity,
                    moment(stamp),
                    stamp,
                    f"{source}:{who}",
                    amount,
                    amount,
                    "CNY",
                )
            )
    found = orders.query(
        "select case_id, event_id, activity, occurred_at, recorded_as, actor_id, amount_document_currency,"
        " amount_company_currency, document_currency from canonical.event_log_events where source_id = ?"
        " order by event_id",
        [source],
    )
    assert found == expected


@pytest.mark.parametrize("source", FORMATS)
def test_every_format_gives_the_same_names_outcomes_and_approvals(orders: LogInstallation, source: str) -> None:
    names = orders.query(
        "select distinct activity, activity_zh, activity_en, outcome_if_last from canonical.event_log_events"
        " where source_id = ? order by 1",
        [source],
    )
    assert names == [
        ("Delivered", "Delivered", "Delivered", "completed"),
        ("Order approved", "Order approved", "Order approved", None),
        ("Order placed", "下单", "Order placed", None),
        ("Packed", "Packed", "Packed", None),
    ]
    steps = orders.query(
        "select document_id, node_name_en, requested_at, decided_at, decision, approver_id, requester_id"
        " from canonical.approvals where source_id = ?",
        [source],
    )
    placed, approved = moment("2026-01-05T09:00:00+08:00"), moment("2026-01-06T09:30:00+08:00")
    people = (f"{source}:chen", f"{source}:li")
    assert steps == [(f"{source}:orders:o1", "manager", placed, approved, "approved", *people)]
    assert orders.query("select company_name from canonical.companies where source_id = ?", [source]) == [("示例公司",)]


@pytest.mark.parametrize("source", ["ocel_json", "ocel_sqlite"])
def test_object_centric_logs_keep_every_object_that_an_event_touched(orders: LogInstallation, source: str) -> None:
    positions: dict[str, int] = {}
    expected = []
    for _, _, _, _, _, own_orders, items in ORDER_EVENTS:
        for order in own_orders:
            positions[order] = positions.get(order, 0) + 1
            event = f"{source}:orders:{order}:{positions[order]:06}"
            expected += [(event, f"{source}:{each}", "order", "order") for each in own_orders]
            expected += [(event, f"{source}:{each}", "item", "item") for each in items]
    found = orders.query(
        "select event_id, object_id, object_type, qualifier from canonical.event_log_objects where source_id = ?",
        [source],
    )
    assert sorted(found) == sorted(expected)


def test_formats_without_objects_have_none(orders: LogInstallation) -> None:
    assert orders.query("select count(*) from canonical.event_log_objects where source_id in ('xes', 'csv')") == [(0,)]
