"""The demo ERP's file: complete, consistent like a real Odoo database, and telling its story."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import seeds.demo_erp as demo_erp
from pipelines.extraction.package import load_package
from seeds.demo_erp import write_demo_erp
from seeds.demo_erp.working_time import WorkingTime

END = "2026-10-31 16:00:00"

# What may lie in the future: promises, plans and due dates
PLANNED = {
    ("purchase_order_line", "date_planned"),
    ("purchase_request_line", "date_required"),
    ("sale_order", "commitment_date"),
    ("stock_picking", "scheduled_date"),
    ("account_move", "invoice_date_due"),
    ("account_move_line", "date_maturity"),
}

# Column → table its ids belong to; a table's own entries go before those for all tables
LINKS = {
    "company_id": "res_company",
    "currency_id": "res_currency",
    "partner_id": "res_partner",
    "author_id": "res_partner",
    "commercial_partner_id": "res_partner",
    "user_id": "res_users",
    "create_uid": "res_users",
    "write_uid": "res_users",
    "requested_by": "res_users",
    "done_by": "res_users",
    "reviewer_id": "res_users",
    "reviewer_group_id": "res_groups",
    "department_id": "hr_department",
    "product_id": "product_product",
    "product_tmpl_id": "product_template",
    "categ_id": "product_category",
    "product_uom": "uom_uom",
    "product_uom_id": "uom_uom",
    "uom_id": "uom_uom",
    "picking_type_id": "stock_picking_type",
    "picking_id": "stock_picking",
    "backorder_id": "stock_picking",
    "warehouse_id": "stock_warehouse",
    "location_id": "stock_location",
    "location_dest_id": "stock_location",
    "origin_returned_move_id": "stock_move",
    "stock_move_id": "stock_move",
    "stock_valuation_layer_id": "stock_valuation_layer",
    "purchase_line_id": "purchase_order_line",
    "purchase_order_line_id": "purchase_order_line",
    "purchase_request_line_id": "purchase_request_line",
    "sale_line_id": "sale_order_line",
    "request_id": "purchase_request",
    "definition_id": "tier_definition",
    "log_id": "auditlog_log",
    "mail_message_id": "mail_message",
    "field_id": "ir_model_fields",
    "move_id": "account_move",
    "debit_move_id": "account_move_line",
    "credit_move_id": "account_move_line",
    ("purchase_order_line", "order_id"): "purchase_order",
    ("sale_order_line", "order_id"): "sale_order",
    ("product_category", "parent_id"): "product_category",
    # not read, or no table of their own
    "requisition_id": None,
    "assigned_to": None,
    "team_id": None,
    "model_id": None,
    "res_id": None,
    "category_id": None,
    "parent_id": None,
    "raw_material_production_id": None,
    "production_id": None,
}


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "erp.sqlite"
    write_demo_erp(out)
    return out


@pytest.fixture
def database(demo_file: Path):
    connection = sqlite3.connect(f"file:{demo_file}?mode=ro", uri=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def calendar() -> WorkingTime:
    return WorkingTime(datetime(2025, 9, 1).date(), datetime(2027, 3, 1).date())


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def columns(database: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in database.execute(f"pragma table_info({table})")}


def stamp(text: str) -> datetime:
    return datetime.fromisoformat(text)


# -- the file


def test_same_arguments_give_the_same_rows_and_another_seed_gives_others(tmp_path: Path):
    arguments = {"scale": 0.05, "months": 4}
    write_demo_erp(tmp_path / "first.sqlite", **arguments)
    write_demo_erp(tmp_path / "second.sqlite", **arguments)
    write_demo_erp(tmp_path / "other.sqlite", **arguments, seed=7)
    assert dump(tmp_path / "first.sqlite") == dump(tmp_path / "second.sqlite")
    assert dump(tmp_path / "first.sqlite") != dump(tmp_path / "other.sqlite")


def test_a_killed_run_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "erp.sqlite"
    out.write_text("the old one")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_erp, "write_sqlite", broken)
    with pytest.raises(KeyboardInterrupt):
        write_demo_erp(out, scale=0.02, months=1)
    assert out.read_text() == "the old one"
    monkeypatch.undo()
    steps: list[str] = []
    rows = write_demo_erp(out, scale=0.02, months=1, on_step=steps.append)
    assert rows["purchase_order"] > 0 and steps[-1] == "file"
    assert [path.name for path in tmp_path.iterdir()] == ["erp.sqlite"]


@pytest.mark.parametrize("arguments", [{"scale": 0}, {"scale": -1.0}, {"months": 0}])
def test_senseless_arguments_are_refused(tmp_path: Path, arguments: dict[str, float]):
    with pytest.raises(ValueError, match="must be positive"):
        write_demo_erp(tmp_path / "erp.sqlite", **arguments)


def test_every_table_of_the_package_is_there_with_all_its_columns_and_types(database: sqlite3.Connection):
    plain = {"BIGINT": "bigint", "BOOLEAN": "boolean", "DATE": "date", "DOUBLE": "double"}
    plain |= {"DECIMAL(28, 6)": "numeric", "TIMESTAMP": "timestamp", "VARCHAR": "varchar"}
    for name, table in load_package("odoo").tables.items():
        if not table.is_of("18"):
            continue
        expected = {column: plain[declared.type] for column, declared in table.columns.items()}
        found = columns(database, name)
        if table.optional and not found:  # the demo company works without that module
            continue
        assert found.items() <= expected.items(), name
        # what an installation may lack, the demo company may lack
        optional = {column for column, declared in table.columns.items() if declared.optional}
        assert expected.keys() - found.keys() <= optional, name
    version = database.execute("select state, latest_version from ir_module_module where name = 'base'")
    assert version.fetchall() == [("installed", "18.0.1.3")]


def test_generator_and_table_writer_know_only_the_history_between_them():
    root = Path(demo_erp.__file__).parent
    for half, other in (("generator", "odoo"), ("odoo", "generator")):
        modules = list((root / half).glob("*.py"))
        assert len(modules) > 5
        assert not [file for file in modules if f"seeds.demo_erp.{other}" in file.read_text(encoding="utf-8")]


def test_volume_is_that_of_a_small_manufacturer(database: sqlite3.Connection):
    expected = {"purchase_request": 900, "purchase_order": 1100, "sale_order": 1400, "product_product": 60}
    for table, count in expected.items():
        found = database.execute(f"select count(*) from {table}").fetchone()[0]
        assert found == pytest.approx(count, rel=0.05), table


# -- consistency


def test_every_link_points_to_a_row(database: sqlite3.Connection):
    tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
    for table in tables:
        for column in columns(database, table):
            if column.endswith(("_id", "_uid", "_by")) or column == "product_uom":
                target = LINKS.get((table, column), LINKS.get(column, "unknown"))
                if target is None:
                    continue
                query = f"select count(*) from {table} where {column} not in (select id from {target})"
                assert database.execute(query).fetchone() == (0,), f"{table}.{column} → {target}"


def test_chatter_and_reviews_point_to_their_documents(database: sqlite3.Connection):
    models = {"purchase.order", "purchase.request", "sale.order", "account.move", "stock.picking"}
    assert {row[0] for row in database.execute("select distinct model from mail_message")} == models
    for model in models:
        query = f"select count(*) from mail_message where model = '{model}' and res_id not in (select id from "
        assert database.execute(query + model.replace(".", "_") + ")").fetchone() == (0,), model
    query = "select count(*) from tier_review where res_id not in (select id from purchase_order)"
    assert database.execute(query).fetchone() == (0,)


def test_nothing_happens_after_the_end(database: sqlite3.Connection):
    for table in load_package("odoo").tables:
        for column, kind in columns(database, table).items():
            if kind not in ("timestamp", "date") or (table, column) in PLANNED:
                continue
            done = " where state = 'done'" if (table, column) == ("stock_move", "date") else ""
            latest = database.execute(f"select max({column}) from {table}{done}").fetchone()[0]
            assert latest is None or latest < END, f"{table}.{column}: {latest}"


def test_rows_are_never_written_before_they_are_created(database: sqlite3.Connection):
    for table in load_package("odoo").tables:
        if {"create_date", "write_date"} <= set(columns(database, table)):
            query = f"select count(*) from {table} where write_date < create_date or write_date is null"
            assert database.execute(query).fetchone() == (0,), table


def test_ids_follow_the_order_of_creation(database: sqlite3.Connection):
    for table in (
        "purchase_order",
        "sale_order",
        "stock_move",
        "stock_picking",
        "account_move",
        "mail_message",
    ):
        created = [row[0] for row in database.execute(f"select create_date from {table} order by id")]
        assert created == sorted(created), table


def test_nobody_acts_after_leaving_and_everybody_has_one_latest_login(database: sqlite3.Connection):
    query = """
        select u.login, u.write_date, max(m.date) from res_users u
        join mail_message m on m.author_id = u.partner_id
        where not u.active and u.id > 5 group by u.id
    """
    left = database.execute(query).fetchall()
    assert len(left) == 2
    assert all(last <= left_at for _, left_at, last in left)
    query = "select count(*), count(distinct create_uid) from res_users_log"
    assert len(set(database.execute(query).fetchone())) == 1


# -- stock


def test_stock_is_never_negative_at_any_place(database: sqlite3.Connection):
    internal = {row[0] for row in database.execute("select id from stock_location where usage = 'internal'")}
    balances: dict[tuple[int, int], float] = defaultdict(float)
    query = (
        "select product_id, location_id, location_dest_id, quantity from stock_move where state = 'done'"
        " order by date, is_inventory = 1 desc, create_date, id"
    )
    for product, source, destination, quantity in database.execute(query):
        for place, change in ((source, -quantity), (destination, quantity)):
            if place in internal:
                balances[product, place] = round(balances[product, place] + change, 2)
                assert balances[product, place] >= 0, (product, place)


def test_layers_add_up_to_the_stock_on_hand(database: sqlite3.Connection):
    query = """
        select m.product_id, sum(m.quantity * ((d.usage = 'internal') - (s.usage = 'internal')))
        from stock_move m join stock_location s on s.id = m.location_id
        join stock_location d on d.id = m.location_dest_id where m.state = 'done' group by 1
    """
    on_hand = {product: round(quantity, 2) for product, quantity in database.execute(query)}
    layers = database.execute("select product_id, sum(quantity), sum(value) from stock_valuation_layer group by 1")
    for product, quantity, value in layers.fetchall():
        assert round(quantity, 2) == on_hand.pop(product)
        assert value > 0 if quantity > 0 else abs(value) < 0.005
    assert not any(on_hand.values())


def test_moves_across_the_border_have_one_layer_and_internal_ones_none(database: sqlite3.Connection):
    query = """
        select (s.usage = 'internal') <> (d.usage = 'internal') and m.quantity > 0, count(l.id),
            count(distinct m.id)
        from stock_move m join stock_location s on s.id = m.location_id
        join stock_location d on d.id = m.location_dest_id
        left join stock_valuation_layer l on l.stock_move_id = m.id where m.state = 'done' group by 1
    """
    found = {bool(crosses): (layers, moves) for crosses, layers, moves in database.execute(query)}
    assert found[True][0] == found[True][1] > 5000
    assert found[False][0] == 0 < found[False][1]
    corrections = "select count(*) from stock_valuation_layer where quantity = 0 and stock_move_id is null"
    assert database.execute(corrections + " and stock_valuation_layer_id is not null").fetchone()[0] > 10


def test_receipts_exceed_the_order_only_by_weight_and_only_a_little(database: sqlite3.Connection):
    query = """
        select l.product_uom_qty, sum(m.quantity), u.name
        from stock_move m join purchase_order_line l on l.id = m.purchase_line_id
        join stock_location s on s.id = m.location_id and s.usage = 'supplier'
        join uom_uom u on u.id = m.product_uom
        where m.state = 'done' group by l.id
    """
    excess = [(got / ordered, unit) for ordered, got, unit in database.execute(query) if got > ordered + 0.005]
    assert 0 < len(excess) < 30
    assert all(share <= 1.031 and ('"kg"' in unit or '"m"' in unit) for share, unit in excess)


def test_two_step_warehouse_moves_through_its_input_and_output(database: sqlite3.Connection):
    query = """
        select s.complete_name, d.complete_name, count(*), count(m.purchase_line_id), count(m.sale_line_id)
        from stock_move m join stock_location s on s.id = m.location_id
        join stock_location d on d.id = m.location_dest_id where m.state = 'done' group by 1, 2
    """
    found = {(source, destination): counts for source, destination, *counts in database.execute(query)}
    received = found["Partners/Vendors", "HN/Input"]
    assert received[0] == received[1] > 50
    assert found["HN/Input", "HN/Stock"][1] == 0  # as in Odoo, the second step has forgotten the order
    sent = found["HN/Output", "Partners/Customers"]
    assert sent[0] == sent[2] > 200
    assert ("HN/Stock", "Partners/Customers") not in found
    assert ("Partners/Vendors", "HN/Stock") not in found


def test_counts_come_once_a_quarter_and_most_positions_agree(database: sqlite3.Connection):
    query = """
        select substr(date, 1, 10), count(*), sum(quantity = 0) from stock_move
        where is_inventory and name <> '更新的产品数量 (李昌贵)' group by 1 order by 1
    """
    counts = database.execute(query).fetchall()
    assert [day[:7] for day, *_ in counts] == ["2025-12", "2026-03", "2026-06", "2026-09"]
    assert all(positions >= 60 and 0.8 < same / positions < 1 for _, positions, same in counts)


# -- orders and approvals


def test_steps_happen_in_order(database: sqlite3.Connection):
    disorder = {
        "order confirmed before it was created": "select count(*) from purchase_order"
        " where date_approve < substr(create_date, 1, 19)",
        "receipt before confirmation": "select count(*) from stock_move m"
        " join purchase_order_line l on l.id = m.purchase_line_id join purchase_order o on o.id = l.order_id"
        " where m.state = 'done' and m.date < o.date_approve",
        "delivery before confirmation": "select count(*) from stock_move m"
        " join sale_order_line l on l.id = m.sale_line_id join sale_order o on o.id = l.order_id"
        " where m.state = 'done' and m.date < o.date_order",
        "confirmed with an open review": "select count(*) from purchase_order o"
        " join tier_review r on r.res_id = o.id"
        " where o.state = 'purchase' and (r.status <> 'approved' or r.reviewed_date > o.date_approve)",
        "return before what it returns": "select count(*) from stock_move r"
        " join stock_move m on m.id = r.origin_returned_move_id"
        " where r.date < m.date or r.quantity > m.quantity",
        "ordered before the requisition": "select count(*) from purchase_request_purchase_order_line_rel x"
        " join purchase_request_line q on q.id = x.purchase_request_line_id"
        " join purchase_order_line l on l.id = x.purchase_order_line_id where l.create_date < q.create_date",
    }
    for what, query in disorder.items():
        assert database.execute(query).fetchone() == (0,), what


def test_reviews_follow_the_amount_in_the_orders_own_currency(database: sqlite3.Connection):
    query = """
        select o.amount_total, group_concat(r.definition_id), group_concat(r.sequence)
        from purchase_order o join (select * from tier_review order by res_id, sequence) r on r.res_id = o.id
        group by o.id
    """
    thresholds = (1_000, 12_000, 40_000)
    for amount, definitions, sequences in database.execute(query):
        assert definitions == sequences
        # a price change after approval asks for no new review: allow for it
        levels = {sum(amount * change >= limit for limit in thresholds) for change in (0.8, 1.0, 1.25)}
        assert len(definitions.split(",")) in levels
    sequence = "select group_concat(sequence) from (select sequence from tier_definition order by id)"
    assert database.execute(sequence).fetchone() == ("30,20,10",)


def test_levels_are_decided_one_after_the_other_in_working_time(database, calendar: WorkingTime):
    query = "select res_id, create_date, status, reviewed_date from tier_review order by res_id, sequence"
    rounds: dict[tuple[int, str], list[tuple[str, str | None]]] = defaultdict(list)
    for order, created, status, decided in database.execute(query):
        rounds[order, created].append((status, decided))
    assert len({order for order, _ in rounds}) == len(rounds), "a restarted round stands beside the new one"
    open_rounds = 0
    for (_, created), steps in rounds.items():
        before = stamp(created).replace(microsecond=0)
        for _, decided in steps:
            if decided:
                at = stamp(decided)
                assert at >= before and calendar.position(at + timedelta(seconds=1)) > calendar.position(at)
                before = at
        statuses = [status for status, _ in steps]
        open_rounds += "pending" in statuses
        expected = {"approved": 0, "rejected": 1, "pending": 1, "waiting": 2, "cancel": 2}
        assert [expected[status] for status in statuses] == sorted(expected[status] for status in statuses)
    assert open_rounds >= 3


def test_deleted_rounds_are_recoverable_from_the_audit_log(database: sqlite3.Connection):
    query = """
        select l.res_id, l.method, l.create_date, x.field_name, x.old_value, x.new_value
        from auditlog_log l join auditlog_log_line x on x.log_id = l.id
        where l.model_model = 'tier.review' order by l.id, x.id
    """
    states: dict[int, dict[str, str | None]] = defaultdict(dict)
    deleted: dict[int, dict[str, str | None]] = defaultdict(dict)
    for review, method, _, field, old, new in database.execute(query):
        if method == "unlink":
            deleted[review][field] = old
        else:
            if method == "write" and field == "status":
                assert states[review]["status"] == old
            states[review][field] = new
    standing = {row[0] for row in database.execute("select id from tier_review")}
    assert len(deleted) > 80 and not standing & set(deleted) and standing | set(deleted) == set(states)
    orders = {row[0] for row in database.execute("select id from purchase_order")}
    for review, last in deleted.items():
        assert int(last["res_id"]) in orders
        for field in ("status", "res_id", "sequence", "requested_by", "done_by", "reviewed_date"):
            assert last[field] == states[review].get(field), (review, field)
    refused = [last for last in deleted.values() if last["status"] == "rejected"]
    assert len(refused) > 40
    assert all("(" in last["done_by"] and last["comment"] for last in refused)
    assert not any(last["sequence"] == "3" for last in refused), "the general manager never refuses"


def test_labels_are_in_the_acting_users_language_and_resolve(database: sqlite3.Connection):
    query = """
        select p.lang, t.new_value_char, s.value, json_extract(s.name, '$.zh_CN')
        from mail_tracking_value t join mail_message m on m.id = t.mail_message_id
        join res_partner p on p.id = m.author_id
        join ir_model_fields f on f.id = t.field_id and f.ttype = 'selection'
        left join ir_model_fields_selection s on s.field_id = t.field_id and t.new_value_char = coalesce(
            case p.lang when 'zh_CN' then json_extract(s.name, '$.zh_CN') end,
            json_extract(s.name, '$.en_US'))
    """
    languages = defaultdict(int)
    for language, _, value, chinese in database.execute(query):
        assert value is not None
        languages[language] += 1
        assert language != "zh_CN" or chinese or value == "in_progress"
    assert languages["zh_CN"] > 5 * languages["en_US"] > 500


def test_an_orders_state_is_the_last_one_tracked(database: sqlite3.Connection):
    for model, table in (("purchase.order", "purchase_order"), ("sale.order", "sale_order")):
        query = f"""
            select m.res_id, s.value from mail_tracking_value t
            join mail_message m on m.id = t.mail_message_id
            join ir_model_fields f on f.id = t.field_id and f.model = '{model}' and f.name = 'state'
            join ir_model_fields_selection s on s.field_id = f.id
                and t.new_value_char in (json_extract(s.name, '$.zh_CN'), json_extract(s.name, '$.en_US'))
            order by t.id
        """
        tracked = dict(database.execute(query).fetchall())
        for order, state in database.execute(f"select id, state from {table}"):
            assert state == tracked.get(order, "draft"), (table, order)


def test_a_changed_promise_keeps_its_first_value_in_the_audit_log(database: sqlite3.Connection):
    query = """
        select l.date_planned, x.old_value, x.new_value, g.create_date, o.date_approve
        from auditlog_log_line x join auditlog_log g on g.id = x.log_id and g.method = 'write'
        join purchase_order_line l on l.id = g.res_id join purchase_order o on o.id = l.order_id
        where x.field_name = 'date_planned' and g.model_model = 'purchase.order.line'
    """
    changes = database.execute(query).fetchall()
    assert len(changes) > 60
    for latest, old, new, changed_at, confirmed_at in changes:
        assert latest == new != old and changed_at > confirmed_at


# -- money


def test_payments_make_the_payment_state(database: sqlite3.Connection):
    query = """
        select m.payment_state, m.amount_total, coalesce(sum(case p.debit_move_id
            when l.id then p.debit_amount_currency else p.credit_amount_currency end), 0)
        from account_move m join account_move_line l on l.move_id = m.id and l.display_type = 'payment_term'
        left join account_partial_reconcile p on l.id in (p.debit_move_id, p.credit_move_id)
        where m.move_type in ('in_invoice', 'out_invoice') group by m.id
    """
    states = defaultdict(int)
    for state, amount, paid in database.execute(query):
        states[state] += 1
        expected = "paid" if paid >= amount - 0.005 else "partial" if paid else "not_paid"
        assert state == expected
    assert min(states["paid"], states["partial"], states["not_paid"]) > 5


def test_entries_balance_and_only_posted_ones_have_numbers(database: sqlite3.Connection):
    query = "select move_id from account_move_line group by 1 having round(sum(balance), 2) <> 0"
    assert database.execute(query).fetchall() == []
    query = "select count(*) from account_move where (name = '/') <> (state = 'draft')"
    assert database.execute(query).fetchone() == (0,)
    assert database.execute("select count(*) from account_move where state = 'draft'").fetchone()[0] > 3
    foreign = "select count(*) from account_partial_reconcile where amount > 0 and debit_amount_currency = 0"
    assert database.execute(foreign).fetchone()[0] > 5, "no exchange differences"


# -- the story


def test_supplier_crisis_shows_in_the_summer(database: sqlite3.Connection):
    query = """
        select substr(date(l.date_planned, '+8 hours'), 1, 7) in ('2026-06', '2026-07', '2026-08') as summer,
            avg(l.qty_received >= l.product_qty and (
                select max(date(m.date, '+8 hours')) from stock_move m
                where m.purchase_line_id = l.id and m.state = 'done' and m.origin_returned_move_id is null
            ) <= date(l.date_planned, '+8 hours'))
        from purchase_order_line l where l.state = 'purchase' and l.date_planned < '2026-10-31'
            and l.id in (select purchase_line_id from stock_move) group by 1
    """
    shares = dict(database.execute(query).fetchall())
    assert 0.82 < shares[0] < 0.95
    assert 0.55 < shares[1] < shares[0] - 0.08


def test_general_manager_gets_slower_and_the_second_production_is_slow(database, calendar: WorkingTime):
    query = """
        select r.reviewed_date < '2026-05-01', b.reviewed_date, r.reviewed_date from tier_review r
        join tier_review b on b.res_id = r.res_id and b.create_date = r.create_date and b.sequence = 2
        where r.sequence = 3 and r.status = 'approved'
    """
    waits: dict[int, list[float]] = defaultdict(list)
    for early, reached, decided in database.execute(query):
        waits[early].append(calendar.hours_between(stamp(reached), stamp(decided)))
    assert median(waits[0]) > 1.3 * median(waits[1]) > 6

    slow = database.execute("select id from hr_department where name like '%生产二部%'").fetchone()[0]
    query = """
        select q.id, e.department_id, x.new_value, g.create_date from auditlog_log g
        join auditlog_log_line x on x.log_id = g.id and x.new_value in ('to_approve', 'approved')
        join purchase_request q on q.id = g.res_id join hr_employee e on e.user_id = q.requested_by
        where g.model_model = 'purchase.request' order by g.id
    """
    submitted: dict[int, str] = {}
    by_department: dict[bool, list[float]] = defaultdict(list)
    for request, department, state, at in database.execute(query):
        if state == "to_approve":
            submitted[request] = at
        else:
            hours = calendar.hours_between(stamp(submitted[request]), stamp(at))
            by_department[department == slow].append(hours)
    assert median(by_department[True]) > 2 * median(by_department[False])


def test_stock_turns_five_to_seven_times_with_some_of_it_idle(database: sqlite3.Connection):
    query = """
        select -sum(l.value) from stock_valuation_layer l
        join stock_move m on m.id = l.stock_move_id where m.sale_line_id is not null
    """
    issued = database.execute(query).fetchone()[0]
    query = """
        select substr(datetime(create_date, '+8 hours'), 1, 7), sum(value)
        from stock_valuation_layer group by 1 order by 1
    """
    value, months = 0.0, []
    for _, change in database.execute(query):
        value += change
        months.append(value)
    assert len(months) == 12
    assert 5 < issued / (sum(months) / 12) < 7
    query = """
        select sum(value) from stock_valuation_layer where product_id not in (
            select product_id from stock_move where state = 'done' and not is_inventory is true
            and date > '2026-05-04' and location_id in (8, 20))
    """
    assert 0.06 < database.execute(query).fetchone()[0] / value < 0.14


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
