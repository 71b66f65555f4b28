"""Extracts that follow each other: what was overwritten or is gone is still known, also without change documents."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from tests.sources.sap.building import SapReader, rows_of
from tests.sources.sap.extract import write_extract
from tests.sources.sap.generator import Order, OrderItem
from tests.sources.sap.sap_files import day
from tests.sources.sap.truth import end_of, key
from tests.sources.sap.world import World

SEED = 4
LATER = timedelta(days=9)


@pytest.fixture(scope="module")
def world() -> World:
    return World(SEED)


@pytest.fixture(scope="module")
def moved(world: World) -> tuple[Order, OrderItem]:
    """An order that was in force when it was saved, with a schedule of one line."""
    return next(
        (order, item)
        for order in world.orders
        for item in order.items
        if order.release is None and not item.deleted and not item.created and len(item.schedule) == 1
    )


def replace(file: Path, rows: list[dict[str, str]]) -> None:
    """Deliver a new extract of a table: written beside the old one, then renamed over it."""
    with file.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    beside = file.with_name(file.name + ".part")
    with beside.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([row.get(name.lower(), "") for name in header] for row in rows)
    beside.replace(file)


@pytest.fixture(scope="module")
def reader(world: World, moved: tuple[Order, OrderItem], tmp_path_factory: pytest.TempPathFactory) -> SapReader:
    folder = tmp_path_factory.mktemp("sap_daily")
    extract = folder / "extract"
    write_extract(world, extract)
    for name in ("CDHDR.csv", "CDPOS.csv"):
        (extract / name).unlink()
    reader = SapReader(folder / "installation", extract)
    reader.refresh()
    order, item = moved
    schedule = next(file for file in extract.iterdir() if "eket" in file.name.lower())
    rows = rows_of(schedule)
    for row in rows:
        if (row["mandt"], row["ebeln"], row["ebelp"]) == (order.client, order.number, item.line):
            row["eindt"] = day(item.schedule[0].promised + LATER)
    replace(schedule, rows)
    requisitions = extract / "EBAN.csv"
    replace(requisitions, rows_of(requisitions)[1:])
    reader.refresh()
    reader.build("run", "--select", "+purchase_order_lines", "+purchase_orders", "+purchase_requisition_lines")
    return reader


def test_a_promise_that_was_overwritten_is_known_from_the_extract_before(
    reader: SapReader, moved: tuple[Order, OrderItem]
) -> None:
    order, item = moved
    promised = item.schedule[0].promised
    assert reader.query(
        "select first_promised_at, latest_promised_at, first_promise_recorded_by from canonical.purchase_order_lines"
        f" where order_line_id = '{key(order.client, order.number, item.line)}'"
    ) == [(end_of(promised), end_of(promised + LATER), "landing")]
    assert reader.query(
        "select count(*) from canonical.purchase_order_lines where first_promise_recorded_by = 'landing'"
    ) == [(1,)]


def test_a_row_that_an_extract_lacks_is_gone_and_kept_in_raw(reader: SapReader, world: World) -> None:
    requisition = world.requisitions[0]
    gone = key(requisition.client, requisition.number, requisition.items[0].line)
    assert reader.query("select count(*) from raw_erp.eban where _deleted_at is not null") == [(1,)]
    assert reader.query(
        f"select count(*) from canonical.purchase_requisition_lines where requisition_line_id = '{gone}'"
    ) == [(0,)]


def test_without_change_documents_no_stamp_is_invented(reader: SapReader) -> None:
    assert reader.query(
        "select count(approved_at), count(*) filter (approval_status = 'complete') > 0, count(cancelled_at)"
        " from canonical.purchase_orders"
    ) == [(0, True, 0)]
