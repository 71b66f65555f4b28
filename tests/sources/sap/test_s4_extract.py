"""The canonical layer built from a simulated group's S/4 tables is exactly what happened in it.

Material documents stand in one table, beside rows that only calculate; the status of sales stands in their own tables.
Another seed than for ECC.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.sources.sap.building import SapReader, assert_raw_equals_files
from tests.sources.sap.comparing import differences
from tests.sources.sap.extract import write_extract
from tests.sources.sap.truth_events import order_to_cash_events, procure_to_pay_events
from tests.sources.sap.truth_operations import ENTITIES
from tests.sources.sap.truth_trade import purchase_promise_changes
from tests.sources.sap.world import World

SEED = 2


@pytest.fixture(scope="module")
def world() -> World:
    return World(SEED)


@pytest.fixture(scope="module")
def reader(world: World, tmp_path_factory: pytest.TempPathFactory) -> SapReader:
    folder = tmp_path_factory.mktemp("sap_s4")
    write_extract(world, folder / "extract", is_s4=True)
    reader = SapReader(folder / "installation", folder / "extract", version="S4")
    reader.refresh()
    reader.build("seed")
    reader.build("run", "--select", "+canonical", "+fct_process_events")
    return reader


@pytest.mark.parametrize("entity", ENTITIES)
def test_an_entity_is_what_happened_nothing_more_and_nothing_less(reader: SapReader, world: World, entity: str) -> None:
    told = differences(reader.warehouse, entity, ENTITIES[entity](world))
    assert not told, "\n".join(told[:20])


def test_every_moved_promise_is_a_change_and_no_other(reader: SapReader, world: World) -> None:
    found = reader.query(
        "select document_id, changed_at, old_value, new_value from canonical.document_changes"
        " where document_type = 'purchase_order_line' and field_name = 'promised_at'"
    )
    assert Counter(found) == Counter(purchase_promise_changes(world))


@pytest.mark.parametrize(
    ("process", "expected"),
    [("procure_to_pay", procure_to_pay_events), ("order_to_cash", order_to_cash_events)],
    ids=["procure_to_pay", "order_to_cash"],
)
def test_the_event_log_holds_each_event_as_often_as_it_happened(
    reader: SapReader, world: World, process: str, expected: object
) -> None:
    found = Counter(
        reader.query(f"select case_id, activity, occurred_at from core.fct_process_events where process = '{process}'")
    )
    wanted = expected(world)  # type: ignore[operator]
    assert found - wanted == Counter()
    assert wanted - found == Counter()


def test_raw_holds_what_stands_in_the_files(reader: SapReader) -> None:
    assert_raw_equals_files(reader)


def test_the_references_of_all_rows_lead_somewhere(reader: SapReader) -> None:
    reader.build(
        "test", "--indirect-selection", "cautious", "--select", "path:tests/canonical", "path:models/canonical"
    )


def test_clients_that_use_the_same_numbers_do_not_mix(reader: SapReader) -> None:
    both = reader.query(
        "select order_number from canonical.purchase_orders group by order_number"
        " having count(distinct company_id) > 1 limit 1"
    )
    assert both
    mixed = reader.query(
        "select lines.order_line_id from canonical.purchase_order_lines as lines"
        " inner join canonical.purchase_requisition_lines as asked using (requisition_line_id)"
        " where split_part(lines.order_line_id, '/', 1) <> split_part(asked.requisition_line_id, '/', 1)"
    )
    assert mixed == []
