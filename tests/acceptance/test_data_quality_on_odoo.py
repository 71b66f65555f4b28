"""Rules on the quality of data, on two real Odoo databases: what they checked and what broke them against plain SQL."""

from __future__ import annotations

import psycopg
import pytest

from tests.support import Installation

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

SUPPLIERS = """
from res_partner p where active and (supplier_rank > 0 or id in (select partner_id from purchase_order)
    or id in (select partner_id from account_move where move_type in ('in_invoice', 'in_refund')))
"""
# of lines that are no down payments, with the unit price in the company's currency and the item's stock unit
PRICES = """
with prices as (
    select l.id, o.company_id, l.product_id,
        l.price_subtotal / coalesce(nullif(o.currency_rate, 0), 1) / (l.product_qty / lu.factor * pu.factor) as price
    from purchase_order_line l join purchase_order o on o.id = l.order_id join uom_uom lu on lu.id = l.product_uom
    join product_product p on p.id = l.product_id join product_template t on t.id = p.product_tmpl_id
    join uom_uom pu on pu.id = t.uom_id
    where l.display_type is null and not coalesce(l.is_downpayment, false) and o.state <> 'cancel' and l.product_qty > 0
        and t.type <> 'service' and l.create_date <= %(now)s and l.price_subtotal > 0
), usual as (
    select company_id, product_id, percentile_cont(0.5) within group (order by price) as price
    from prices group by 1, 2 having count(*) >= 5
)
select count(*), count(*) filter (where abs(round(log(p.price::numeric / u.price::numeric))) >= 1
    and abs(log(p.price::numeric / u.price::numeric) - round(log(p.price::numeric / u.price::numeric))) <= 0.1)
from prices p join usual u using (company_id, product_id)
"""
WANTED = {
    "suppliers.lacks_tax_number": f"""
        select count(*), count(*) filter (where coalesce(vat, '') !~ '[[:alnum:]]') {SUPPLIERS}""",
    "items.lacks_code": """
        select count(*), count(*) filter (where coalesce(p.default_code, t.default_code, '') !~ '[[:alnum:]]')
        from product_product p join product_template t on t.id = p.product_tmpl_id where p.active""",
    "supplier_invoice_lines.lacks_order": """
        select count(*), count(*) filter (where l.purchase_line_id is null) from account_move_line l
        join account_move m on m.id = l.move_id left join purchase_order_line o on o.id = l.purchase_line_id
        where l.display_type = 'product' and m.move_type = 'in_invoice' and m.state <> 'cancel'
            and m.create_date <= %(now)s and not coalesce(o.is_downpayment, false)""",
    "purchase_order_lines.price_off_by_power_of_ten": PRICES,
}


@pytest.fixture(scope="module", params=["quarter", "ce"])
def published(request: pytest.FixtureRequest) -> Installation:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("rule", WANTED)
def test_a_rule_counts_what_plain_sql_counts(published: Installation, rule: str) -> None:
    now = published.settings["as_of"].replace("T", " ").rstrip("Z")
    with psycopg.connect(published.environment["ERP_DSN"]) as connection:
        wanted = connection.execute(WANTED[rule], {"now": now}).fetchone()
    with published.warehouse() as warehouse:
        found = warehouse.execute(
            "select coalesce(sum(checked_records), 0), coalesce(sum(broken_records), 0)"
            " from marts.mart_data_quality_rules where rule_id = ?",
            [rule],
        ).fetchone()
        listed = warehouse.execute(
            "select count(*) from marts.mart_data_quality_findings where rule_id = ?", [rule]
        ).fetchone()
    assert found == wanted
    assert listed == wanted[1:]
