"""Stock of a real ERPNext ties out day by day with the running balances of its ledger, and with its bins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.sources.erpnext.database import ZONE, CanonicalLayer, in_source, without_source
from tests.sources.erpnext.supplement import SUPPLEMENT
from tests.stock_days import company_day
from tests.support import MariaDbServer, shared_database

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]

# one bin is wrong by two pieces: what the mart must find, and nothing else
WRONG_BIN = "update `tabBin` set actual_qty = actual_qty + 2 where item_code = 'IT2'"


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
        layer = CanonicalLayer(tmp_path_factory.mktemp("erpnext_stock"))
        layer.build("+fct_inventory_days +stock_ties_out")
        yield layer


def ledger(server: MariaDbServer) -> dict[tuple, list[tuple[date, float, float]]]:
    """By item and warehouse, in the ledger's order: the company's day, quantity and value after each entry."""
    entries = in_source(
        server,
        "select item_code, warehouse, timestamp(posting_date, posting_time), qty_after_transaction, stock_value"
        " from `tabStock Ledger Entry` where not is_cancelled order by posting_date, posting_time, creation",
    )
    places: dict[tuple, list[tuple[date, float, float]]] = {}
    for item, warehouse, posted_at, quantity, value in entries:
        of_place = places.setdefault((item, warehouse), [])
        of_place.append((company_day(posted_at, ZoneInfo(ZONE)), float(quantity), float(value)))
    return places


def test_every_day_ends_with_the_ledgers_own_balance(layer: CanonicalLayer, server: MariaDbServer) -> None:
    rows = layer.query(
        "select item_id, warehouse_id, valid_from, valid_to, opening_quantity_stock_unit, quantity_in_stock_unit,"
        " quantity_out_stock_unit, closing_quantity_stock_unit, closing_value_company_currency"
        " from core.fct_inventory_days"
    )
    told: dict[tuple, list[tuple]] = {}
    for item, warehouse, *row in rows:
        told.setdefault((without_source(item), without_source(warehouse)), []).append(row)
    places = ledger(server)
    assert told.keys() == places.keys()
    values: dict[tuple, list[float]] = {}
    for place, entries in places.items():
        day, last = entries[0][0], entries[-1][0] + timedelta(days=3)
        while day <= last:
            _, quantity, value = [entry for entry in entries if entry[0] <= day][-1]
            [(_, _, opening, came, went, closing, worth)] = [row for row in told[place] if row[0] <= day < row[1]]
            assert float(closing) == pytest.approx(quantity), (place, day)
            assert opening + came - went == closing
            total = values.setdefault((place[0], day), [0.0, 0.0])
            total[0] += float(worth)
            total[1] += value
            day += timedelta(days=1)
    # the warehouses share the company's value by quantity, so it ties out item by item
    assert values
    for place, (found, wanted) in values.items():
        if all(place[1] >= entries[0][0] for (item, _), entries in places.items() if item == place[0]):
            assert found == pytest.approx(wanted, abs=0.01), place


def test_the_last_balance_is_the_bins(layer: CanonicalLayer, server: MariaDbServer) -> None:
    found = layer.query(
        "select item_id, warehouse_id, closing_quantity_stock_unit from core.fct_inventory_days"
        " where valid_to = date '9999-12-31'"
    )
    wanted = in_source(server, "select item_code, warehouse, actual_qty from `tabBin`")
    assert sorted(tuple(map(without_source, row)) for row in found) == sorted(wanted)
    assert wanted


def test_the_mart_finds_no_difference_until_a_bin_is_wrong(layer: CanonicalLayer, server: MariaDbServer) -> None:
    differing = (
        "select item_id, moved_quantity_stock_unit, erp_quantity_stock_unit, is_value_equal from marts.stock_ties_out"
        " where not is_quantity_equal or not is_value_equal"
    )
    [(bins,)] = in_source(server, "select count(*) from `tabBin`")
    assert layer.query("select count(*) from marts.stock_ties_out") == [(bins,)]
    assert layer.query(differing) == []
    server.execute("erpnext", WRONG_BIN)
    layer.build("stock_balances stock_ties_out")
    [(item, moved, told, is_value_equal)] = layer.query(differing)
    assert (item, told - moved, is_value_equal) == ("erp:IT2", 2, True)
