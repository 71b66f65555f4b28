"""A run whose "now" lies in the past sees of a real ERPNext what had happened by then, and nothing that came later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.sources.erpnext.database import CanonicalLayer, in_source, utc
from tests.sources.erpnext.expectations import SUBMITTED
from tests.support import MariaDbServer, shared_database

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    server.restore("erpnext", shared_database("erpnext14.sql.gz"))
    yield server
    server.remove()


@pytest.fixture(scope="module")
def now(server: MariaDbServer) -> datetime:
    """The site's local time when order 17 had just been submitted: a whole second, as every run's "now" is."""
    [(submitted,)] = in_source(
        server,
        "select creation from `tabVersion` where docname = 'PUR-ORD-2026-00017' and data like '%[\"docstatus\",0,1]%'",
    )
    # its goods came in within the second after
    return submitted.replace(microsecond=0) + timedelta(seconds=1)


@pytest.fixture(scope="module")
def layer(server: MariaDbServer, now: datetime, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanonicalLayer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ERP_DSN", server.create_reader("cockpit_reader", "secret", "erpnext"))
        layer = CanonicalLayer(tmp_path_factory.mktemp("earlier"), as_of=f"{utc(now):%Y-%m-%dT%H:%M:%S}Z")
        layer.build("+mart_purchase_receipts")
        yield layer


def test_lines_ordered_by_then_are_measured_if_received_by_then(
    layer: CanonicalLayer, server: MariaDbServer, now: datetime
) -> None:
    confirmed = f"({SUBMITTED.format('Purchase Order')} having min(creation) <= '{now}') as orders"
    received = (
        "select r.purchase_order_item from `tabPurchase Receipt Item` r"
        " join `tabPurchase Receipt` d on d.name = r.parent"
        f" where timestamp(d.posting_date, d.posting_time) <= '{now}'"
    )
    lines = f"`tabPurchase Order Item` l join {confirmed} on orders.docname = l.parent"
    [(ordered, measured)] = in_source(server, f"select count(*), sum(l.name in ({received})) from {lines}")
    assert (ordered, measured) == (34, 32)
    assert layer.query(
        "select count(lead_time_opened_on), count(lead_time_measured_on), count(lead_time_excluded_on)"
        " from marts.mart_purchase_receipts"
    ) == [(ordered, measured, 0)]
    assert layer.query("select count(*) from canonical.purchase_order_lines where is_receipt_expected") == [
        (60 - measured,)
    ]
