"""Every canonical entity on a real ERPNext database has the rows, totals and stamps that plain SQL finds in it, and the
site's local time has become UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from pipelines.extraction.package import delivered_entities
from tests.sources.erpnext.database import CanonicalLayer, in_source, utc, without_source
from tests.sources.erpnext.expectations import COUNTS, LINKS, STAMPS, TOTALS, TRACKED
from tests.sources.erpnext.supplement import SUPPLEMENT
from tests.support import MariaDbServer, shared_database

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    server.restore("erpnext", shared_database("erpnext14.sql.gz"))
    server.execute("erpnext", SUPPLEMENT)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def layer(server: MariaDbServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanonicalLayer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ERP_DSN", server.create_reader("cockpit_reader", "secret", "erpnext"))
        layer = CanonicalLayer(tmp_path_factory.mktemp("erpnext"))
        layer.build()
        yield layer


def test_every_canonical_entity_is_counted_here(layer: CanonicalLayer) -> None:
    rows = layer.query("select table_name from information_schema.tables where table_schema = 'canonical'")
    # changes of documents have their own test below
    assert set(delivered_entities("erpnext")) == set(COUNTS) | {"document_changes"}
    # what ERPNext does not deliver is there, and empty
    of_all_sources = {"coded_masters", "same_records"}
    for name in {name for (name,) in rows} - set(delivered_entities("erpnext")) - of_all_sources:
        assert layer.query(f"select count(*) from canonical.{name}") == [(0,)]


@pytest.mark.parametrize("entity", COUNTS)
def test_rows_of_every_entity_equal_plain_sql(layer: CanonicalLayer, server: MariaDbServer, entity: str) -> None:
    assert layer.asked(f"count(*) from {entity}") == in_source(server, COUNTS[entity])


@pytest.mark.parametrize("columns", TOTALS)
def test_totals_equal_plain_sql(layer: CanonicalLayer, server: MariaDbServer, columns: str) -> None:
    assert layer.asked(columns) == in_source(server, TOTALS[columns])


@pytest.mark.parametrize("columns", STAMPS)
def test_every_stamp_is_the_sites_local_time_in_utc(layer: CanonicalLayer, server: MariaDbServer, columns: str) -> None:
    found = {without_source(key): stamp for key, stamp in layer.asked(columns)}
    wanted = dict(in_source(server, STAMPS[columns]))
    # where nothing is recorded, nothing is claimed
    assert {key: stamp for key, stamp in found.items() if stamp} == {
        key: utc(local) for key, local in wanted.items() if local
    }
    assert len(found) == len(layer.asked(columns))
    assert any(found.values())


@pytest.mark.parametrize("columns", LINKS)
def test_every_reference_equals_plain_sql(layer: CanonicalLayer, server: MariaDbServer, columns: str) -> None:
    found = sorted((tuple(without_source(value) for value in row) for row in layer.asked(columns)), key=str)
    assert found == sorted(in_source(server, LINKS[columns]), key=str)


def test_a_stamp_just_before_midnight_is_the_next_day_in_utc(layer: CanonicalLayer) -> None:
    """The first order: submitted on 21 November 2026 at 23:26:12 in New York, five hours behind UTC in winter."""
    [(stamp,)] = layer.asked("confirmed_at from purchase_orders where order_number = 'PUR-ORD-2026-00001'")
    assert stamp == datetime(2026, 11, 22, 4, 26, 12, 256083)
    # a microsecond before midnight and midnight itself, of two bookings on one evening
    assert layer.asked("recorded_at from supplier_payments where payment_allocation_id = 'erp:JE-1-1:journal'") == [
        (datetime(2026, 11, 23, 4, 59, 59, 999999),)
    ]
    assert layer.asked("recorded_at from customer_receipts where receipt_allocation_id = 'erp:in-1:payment'") == [
        (datetime(2026, 11, 23, 5),)
    ]


def test_the_clocks_of_the_site_go_forward_and_back(layer: CanonicalLayer) -> None:
    """In 2026 New York is four hours behind UTC from 8 March 02:00 to 1 November 02:00, five in winter."""
    assert layer.asked(
        "planned_start_at, planned_end_at, started_at, ended_at from production_orders where order_number = 'WO-1'"
    ) == [
        (
            datetime(2026, 3, 8, 6, 59, 59),  # one second before the clocks go from 2:00 to 3:00
            datetime(2026, 3, 8, 7),  # and the moment at which they do: one second later
            datetime(2026, 11, 1, 4, 59, 59),  # 0:59:59, still summer
            datetime(2026, 11, 1, 7),  # 2:00, two hours and a second later, for the hour from 1:00 came twice
        )
    ]
    # the end of a day in summer, and of the day on which summer time ended
    ends = dict(layer.asked("order_number, planned_end_at from production_orders"))
    assert (ends["WO-3"], ends["WO-2"]) == (datetime(2026, 11, 1, 3, 59, 59), datetime(2026, 11, 2, 4, 59, 59))
    # 1:30 came twice that night, and nothing tells which one was meant: the second is taken
    assert layer.asked("planned_start_at from production_orders where order_number = 'WO-2'") == [
        (datetime(2026, 11, 1, 6, 30),)
    ]


def test_how_far_each_work_order_and_job_card_has_come(layer: CanonicalLayer) -> None:
    assert sorted(layer.asked("order_number, status, confirmed_at is not null from production_orders")) == [
        ("WO-1", "done", True),
        ("WO-2", "in_progress", True),
        ("WO-3", "draft", False),
        ("WO-4", "cancelled", False),
    ]
    cards = layer.asked(
        "production_operation_id, status, setup_minutes, run_minutes, operator_id from production_operations"
        " where production_operation_id like '%:job_card'"
    )
    assert sorted(cards) == [
        ("erp:JC-1:job_card", "done", 35, 60, "erp:ann@example.com"),
        ("erp:JC-2:job_card", "done", None, 40, "erp:ann@example.com"),
        ("erp:JC-3:job_card", "done", None, 15, "erp:ann@example.com"),
        ("erp:JC-4:job_card", "done", 0, 12, "erp:ann@example.com"),
        ("erp:JC-5:job_card", "in_progress", None, 30, "erp:ann@example.com"),
        ("erp:JC-6:job_card", "cancelled", None, 0, None),
    ]


def test_without_a_workflow_no_approval_is_claimed(layer: CanonicalLayer) -> None:
    assert layer.asked("submitted_at, approval_status, approved_at from purchase_orders") == [
        (None, "not_required", None)
    ]


def test_quantity_and_value_of_every_item_and_warehouse_are_the_ledgers_last_balance(
    layer: CanonicalLayer, server: MariaDbServer
) -> None:
    found = layer.asked(
        "item_id, coalesce(to_warehouse_id, from_warehouse_id),"
        " sum(case when is_to_stock then quantity_stock_unit else -quantity_stock_unit end),"
        " sum(value_company_currency) from stock_moves group by all",
    )
    wanted = in_source(
        server,
        "select item_code, warehouse, qty_after_transaction, stock_value from (select *, row_number() over"
        " (partition by item_code, warehouse order by posting_date desc, posting_time desc, creation desc) as place"
        " from `tabStock Ledger Entry` where not is_cancelled) as entries where place = 1",
    )
    assert sorted(tuple(without_source(value) for value in row) for row in found) == sorted(wanted)


def test_document_changes_are_the_pairs_in_the_versions(layer: CanonicalLayer, server: MariaDbServer) -> None:
    wanted = []
    for name, data in in_source(server, f"select name, data from `tabVersion` where ref_doctype in {TRACKED}"):
        version = json.loads(data)
        wanted += [f"{name}:{field}" for field, _, _ in version["changed"]]
        wanted += [f"{name}:{row}:{pair[0]}" for _, _, row, pairs in version.get("row_changed", []) for pair in pairs]
    wanted += [f"{name}:deleted" for (name,) in in_source(server, "select name from `tabDeleted Document`")]
    found = layer.asked("change_id from document_changes")
    assert sorted(without_source(change) for (change,) in found) == sorted(wanted)
    assert layer.asked(
        "document_id, field_name from document_changes where document_type = 'purchase_requisition'"
    ) == [("erp:MAT-MR-2026-00031", "is_deleted")]
