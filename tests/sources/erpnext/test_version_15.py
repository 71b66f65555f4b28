"""An ERPNext 15 beside an ERPNext 14 with the same business: canonical rows differ by their source only.

The tables of 15 are those of the dump, laid out as the doctypes of 15 are: columns that came, columns that went, names
of logs that are hashes instead of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from cockpit.paths import DBT_PROJECT_DIRECTORY
from pipelines.extraction.package import delivered_entities
from tests.sources.erpnext.database import COLLATED, STANDARD, CanonicalLayer, source
from tests.sources.erpnext.scenario import SCENARIO
from tests.sources.erpnext.supplement import SUPPLEMENT
from tests.support import MariaDbServer, shared_database

pytestmark = [pytest.mark.mariadb, pytest.mark.real_data]

LAYOUTS_OF_15 = (
    f"create table `tabInstalled Application` ({STANDARD}, app_name varchar(140), app_version varchar(140),"
    f" git_branch varchar(140), has_setup_wizard int(1), is_setup_complete int(1)) {COLLATED};"
    "insert into `tabInstalled Application` (name, app_name, app_version) values ('a', 'frappe', '15.44.1'),"
    " ('b', 'erpnext', '15.39.5');"
    f"create table `tabSerial and Batch Bundle` ({STANDARD}, item_code varchar(140), voucher_no varchar(140))"
    f" {COLLATED};"
    "alter table `tabStock Ledger Entry` add posting_datetime datetime(6), add serial_and_batch_bundle varchar(140),"
    " add has_batch_no int(1) not null default 0, add has_serial_no int(1) not null default 0,"
    " add is_adjustment_entry int(1) not null default 0,"
    " add auto_created_serial_and_batch_bundle int(1) not null default 0;"
    "alter table `tabStock Reconciliation Item` add serial_and_batch_bundle varchar(140),"
    " add current_serial_and_batch_bundle varchar(140);"
    "alter table `tabPurchase Receipt Item` add serial_and_batch_bundle varchar(140),"
    " add rejected_serial_and_batch_bundle varchar(140), add use_serial_batch_fields int(1) not null default 0;"
    "alter table `tabDelivery Note Item` add serial_and_batch_bundle varchar(140);"
    "alter table `tabStock Entry Detail` add serial_and_batch_bundle varchar(140);"
    # set by default, and without meaning where nothing is returned
    "alter table `tabSales Invoice` add update_outstanding_for_self int(1) not null default 1;"
    "alter table `tabPurchase Invoice` add update_outstanding_for_self int(1) not null default 1;"
    "update `tabSales Invoice` set update_outstanding_for_self = 0 where is_return;"
    "alter table `tabPayment Entry Reference` add account varchar(140), add payment_type varchar(140);"
    "alter table `tabWork Order` drop serial_no, add disassembled_qty decimal(21,9) not null default 0;"
    "alter table `tabWork Order Operation` add process_loss_qty decimal(21,9) not null default 0;"
    "alter table `tabJob Card` add process_loss_qty decimal(21,9), add time_required decimal(21,9) not null default 0,"
    " add actual_start_date datetime(6), add actual_end_date datetime(6), add serial_and_batch_bundle varchar(140);"
    + "".join(
        f"alter table `tab{log}` modify name varchar(140); update `tab{log}` set name = concat('h', name);"
        for log in ("Version", "Comment", "Activity Log", "Deleted Document")
    )
    # what no model reads may go
    + "alter table `tabItem` drop valuation_method; alter table `tabWorkflow Action` drop user;"
    "alter table `tabActivity Log` drop communication_date;"
)
# keys that are made of the names of logs
KEYS_OF_LOGS = {"change_id", "approval_id", "session_id"}


def entities() -> dict[str, list[str]]:
    """Canonical entity → its columns without the source and the keys of logs."""
    found = {}
    for entity in delivered_entities("erpnext"):
        file = DBT_PROJECT_DIRECTORY / "models" / "canonical" / f"{entity}.yml"
        [model] = yaml.safe_load(file.read_text())["models"]
        names = [column["name"] for column in model["columns"]]
        found[model["name"]] = [name for name in names if name != "source_id" and name not in KEYS_OF_LOGS]
    return found


ENTITIES = entities()


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDbServer]:
    server = MariaDbServer()
    for database in ("fourteen", "fifteen"):
        server.restore(database, shared_database("erpnext14.sql.gz"))
        server.execute(database, SUPPLEMENT + SCENARIO)
    server.execute("fifteen", LAYOUTS_OF_15)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def layer(server: MariaDbServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanonicalLayer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OLD_DSN", server.create_reader("old_reader", "secret", "fourteen"))
        patch.setenv("NEW_DSN", server.create_reader("new_reader", "secret", "fifteen"))
        sources = [source("old", "14"), source("new", "15")]
        layer = CanonicalLayer(tmp_path_factory.mktemp("versions"), sources)
        layer.build()
        yield layer


@pytest.mark.parametrize("entity", ENTITIES)
def test_both_versions_give_the_same_rows(layer: CanonicalLayer, entity: str) -> None:
    def rows(name: str) -> list[tuple]:
        columns = ", ".join(f"regexp_replace(cast({column} as varchar), '^{name}:', '')" for column in ENTITIES[entity])
        return layer.query(f"select {columns} from canonical.{entity} where source_id = '{name}' order by all")

    fourteen = rows("old")
    assert rows("new") == fourteen
    # no rate of exchange was ever entered there
    assert fourteen or entity == "exchange_rates"


def test_a_credit_note_of_15_may_keep_its_own_balance(layer: CanonicalLayer, server: MariaDbServer) -> None:
    """A unit test holds what follows: such a credit note settles nothing."""
    columns = "source_id, settles_returned_invoice from staging.stg_erpnext__sales_invoices where is_return"
    assert sorted(layer.query(f"select {columns}")) == [("new", True), ("old", True)]
    server.execute(
        "fifteen",
        "update `tabSales Invoice` set update_outstanding_for_self = 1, modified = now(6)"
        " where name = 'ACC-SINV-RET-1'",
    )
    layer.refresh()
    assert sorted(layer.query(f"select {columns}")) == [("new", False), ("old", True)]
