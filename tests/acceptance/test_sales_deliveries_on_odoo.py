"""Sales lines on two real Odoo databases: when each was due, whether it was on time, and what it was filled with."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from tests.support import Installation

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

LOCAL = "({} at time zone 'UTC' at time zone 'Asia/Shanghai')::date"
DELIVERIES = f"""
with lines as (
    select l.id, {LOCAL.format("o.commitment_date")} as due, l.product_uom_qty / lu.factor * pu.factor as ordered
    from sale_order_line l join sale_order o on o.id = l.order_id join product_product p on p.id = l.product_id
    join product_template t on t.id = p.product_tmpl_id join uom_uom lu on lu.id = l.product_uom
    join uom_uom pu on pu.id = t.uom_id
    where l.display_type is null and not coalesce(l.is_downpayment, false) and t.type <> 'service'
        and o.state in ('sale', 'done') and o.date_order <= %(now)s and l.create_date <= %(now)s
        and l.product_uom_qty > 0
), moves as (
    select m.id, m.sale_line_id, m.date, {LOCAL.format("m.date")} as day,
        case when d.usage = 'customer' then 1 else -1 end * m.quantity / mu.factor * pu.factor as quantity
    from stock_move m join stock_location s on s.id = m.location_id join stock_location d on d.id = m.location_dest_id
    join product_product p on p.id = m.product_id join product_template t on t.id = p.product_tmpl_id
    join uom_uom mu on mu.id = m.product_uom join uom_uom pu on pu.id = t.uom_id
    where m.state = 'done' and m.date <= %(now)s and (s.usage = 'customer') <> (d.usage = 'customer')
), running as (
    select *, sum(quantity) over (partition by sale_line_id order by date, id) as so_far from moves
)
select l.id, case when l.due < {LOCAL.format("%(now)s::timestamp")} then l.due end,
    (select min(r.day) from running r where r.sale_line_id = l.id and r.so_far >= l.ordered - 0.005),
    l.ordered, coalesce((select sum(quantity) from moves m where m.sale_line_id = l.id and m.day <= l.due), 0)
from lines l
"""
PROCESSING = """
select id, create_date from sale_order where create_date <= %(now)s and state in ('sale', 'done')
"""


@pytest.fixture(scope="module", params=["quarter", "ce"])
def published(request: pytest.FixtureRequest) -> Installation:
    return request.getfixturevalue(request.param)


def in_source(installation: Installation, sql: str) -> list[tuple]:
    now = installation.settings["as_of"].replace("T", " ").rstrip("Z")
    with psycopg.connect(installation.environment["ERP_DSN"]) as connection:
        return connection.execute(sql, {"now": now}).fetchall()


def in_warehouse(installation: Installation, sql: str) -> list[tuple]:
    with installation.warehouse() as warehouse:
        return warehouse.execute(sql).fetchall()


def test_every_due_line_is_judged_and_filled_as_plain_sql_tells(published: Installation) -> None:
    wanted = {}
    for number, due, completed, ordered, by_due in in_source(published, DELIVERIES):
        if due is None:
            continue
        filled = max(min(Decimal(by_due), Decimal(ordered)), Decimal(0))
        wanted[number] = (due, int(completed is not None and completed <= due), float(ordered), float(filled))
    found = in_warehouse(
        published,
        "select split_part(order_line_id, ':', 2)::int, first_promised_measured_on, is_on_time_by_first_promised_count,"
        " quantity_due_stock_unit, quantity_filled_stock_unit from marts.mart_sales_deliveries"
        " where first_promised_measured_on is not null",
    )
    assert {row[0]: row[1:3] for row in found} == {number: row[:2] for number, row in wanted.items()}
    for number, *_, due, filled in found:
        assert (due, filled) == pytest.approx(wanted[number][2:], abs=1e-6)


def test_every_completed_line_was_fulfilled_on_the_day_that_plain_sql_tells(published: Installation) -> None:
    wanted = {number: completed for number, _, completed, *_ in in_source(published, DELIVERIES) if completed}
    found = in_warehouse(
        published,
        "select split_part(order_line_id, ':', 2)::int, coalesce(fulfilment_measured_on, date '1970-01-01')"
        " from marts.mart_sales_deliveries where fulfilment_measured_on is not null"
        " or fulfilment_exclusion_reason = 'delivered_before_order'",
    )
    excluded = {number for number, day in found if day.year == 1970}
    assert {number: day for number, day in found if day.year > 1970} == {
        number: day for number, day in wanted.items() if number not in excluded
    }
    assert excluded <= set(wanted)


def test_every_confirmed_order_was_processed_or_says_why_not(published: Installation) -> None:
    confirmed = {number for number, _ in in_source(published, PROCESSING)}
    found = {
        number: (is_measured, reason)
        for number, is_measured, reason in in_warehouse(
            published,
            "select split_part(order_id, ':', 2)::int, measured_on is not null, exclusion_reason"
            " from marts.mart_order_processing",
        )
    }
    assert confirmed <= set(found)
    assert all(found[number][0] or found[number][1] for number in confirmed)
