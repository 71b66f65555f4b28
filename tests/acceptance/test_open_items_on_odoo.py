"""Receivables and payables of two real Odoo databases on every day equal an independent computation by plain SQL."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

import psycopg
import pytest

from tests.conftest import CE_AS_OF, QUARTER_AS_OF
from tests.stock_days import company_day
from tests.support import Installation

pytestmark = [pytest.mark.postgres, pytest.mark.real_data]

KINDS = {"customer": ("out_invoice", "out_refund", 1), "supplier": ("in_invoice", "in_refund", -1)}
Claims = dict[int, tuple[date, date, float]]


@pytest.fixture(scope="module", params=["quarter", "ce"])
def published(request: pytest.FixtureRequest) -> tuple[Installation, date]:
    as_of = datetime.fromisoformat(QUARTER_AS_OF if request.param == "quarter" else CE_AS_OF)
    return request.getfixturevalue(request.param), company_day(as_of.replace(tzinfo=None))


def in_source(installation: Installation, sql: str) -> list[tuple]:
    with psycopg.connect(installation.environment["ERP_DSN"]) as connection:
        return connection.execute(sql).fetchall()


def in_warehouse(installation: Installation, sql: str) -> list[tuple]:
    with installation.warehouse() as warehouse:
        return warehouse.execute(sql).fetchall()


def truth(installation: Installation, kind: str) -> tuple[Claims, dict[int, list[tuple[date, float]]]]:
    """Of each invoice: booked, due and claimed amount; and what settled it when."""
    invoice, refund, sign = KINDS[kind]
    claims = {
        number: (booked, due or booked, sign * float(balance))
        for number, booked, due, balance in in_source(
            installation,
            "select i.id, i.date, i.invoice_date_due, (select sum(l.balance) from account_move_line l"
            " where l.move_id = i.id and l.display_type = 'payment_term') from account_move i"
            f" where i.state = 'posted' and i.move_type in ('{invoice}', '{refund}')",
        )
    }
    settled = defaultdict(list)
    for number, day, amount in in_source(
        installation,
        "select own.move_id, other.date, r.amount from account_partial_reconcile r"
        " join account_move_line own on own.id in (r.debit_move_id, r.credit_move_id)"
        " join account_move_line other on other.id in (r.debit_move_id, r.credit_move_id) and other.id <> own.id"
        " where own.display_type = 'payment_term'",
    ):
        if number in claims:
            settled[number].append((max(day, claims[number][0]), float(amount)))
    return claims, settled


def open_on(claims: Claims, settled: dict[int, list[tuple[date, float]]], day: date) -> dict[int, float]:
    """What is open of each invoice when a day ends."""
    result = {}
    for number, (booked, _, claimed) in claims.items():
        if booked <= day:
            paid = sum(amount for on, amount in settled[number] if on <= day)
            result[number] = claimed - paid if claimed >= 0 else claimed + paid
    return result


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_open_amount_of_every_invoice_is_odoos_own_residual(
    published: tuple[Installation, date], kind: str
) -> None:
    installation, _ = published
    invoice, refund, sign = KINDS[kind]
    found = in_warehouse(
        installation,
        "select split_part(invoice_id, ':', 2)::int, open_amount_company_currency from core.fct_open_item_days"
        f" where invoice_kind = '{kind}' and valid_to = date '9999-12-31'",
    )
    wanted = in_source(
        installation,
        "select id, amount_residual_signed from account_move"
        f" where state = 'posted' and move_type in ('{invoice}', '{refund}')",
    )
    assert wanted
    assert {number: float(amount) for number, amount in found} == pytest.approx(
        {number: sign * float(amount) for number, amount in wanted}, abs=0.005
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_day_of_every_invoice_is_its_claim_less_what_settled_it(
    published: tuple[Installation, date], kind: str
) -> None:
    installation, last = published
    claims, settled = truth(installation, kind)
    rows = in_warehouse(
        installation,
        "select split_part(invoice_id, ':', 2)::int, valid_from, valid_to, open_amount_company_currency"
        f" from core.fct_open_item_days where invoice_kind = '{kind}'",
    )
    day = min(booked for booked, _, _ in claims.values())
    while day <= last:
        found = {number: float(amount) for number, start, end, amount in rows if start <= day < end}
        assert found == pytest.approx(open_on(claims, settled, day), abs=0.005), day
        day += timedelta(days=1)


@pytest.mark.parametrize(("kind", "mart"), [("customer", "mart_receivables"), ("supplier", "mart_payables")])
def test_every_month_end_stands_by_age(published: tuple[Installation, date], kind: str, mart: str) -> None:
    installation, last = published
    claims, settled = truth(installation, kind)
    rows = in_warehouse(
        installation,
        "select observed_on, sum(open_invoices), sum(not_due_amount_company_currency),"
        " sum(overdue_1_to_30_days_amount_company_currency), sum(overdue_31_to_60_days_amount_company_currency),"
        " sum(overdue_61_to_90_days_amount_company_currency),"
        f" sum(overdue_more_than_90_days_amount_company_currency), sum(open_amount_company_currency) from marts.{mart}"
        " group by 1 order by 1",
    )
    assert rows
    for month, *figures in rows:
        end = min((month + timedelta(days=32)).replace(day=1) - timedelta(days=1), last)
        amounts = {n: amount for n, amount in open_on(claims, settled, end).items() if abs(amount) > 0.005}
        buckets = [0.0] * 5
        for number, amount in amounts.items():
            overdue = (end - claims[number][1]).days
            buckets[0 if overdue <= 0 else min((overdue - 1) // 30, 3) + 1] += amount
        wanted = [len(amounts), *buckets, sum(buckets)]
        assert [float(figure) for figure in figures] == pytest.approx(wanted, abs=0.01), month


@pytest.mark.parametrize(
    ("mart", "kinds", "sign"),
    [("mart_receivables", "('out_invoice', 'out_refund')", -1), ("mart_payables", "('in_invoice', 'in_refund')", 1)],
)
def test_what_was_billed_in_twelve_months_is_what_the_ledger_booked(
    published: tuple[Installation, date], mart: str, kinds: str, sign: int
) -> None:
    installation, _ = published
    found = in_warehouse(
        installation,
        f"select observed_on, sum(billed_12_months_company_currency) from marts.{mart} group by 1 order by 1",
    )
    for month, amount in found:
        since = month.replace(year=month.year - 1)
        [(wanted, lines)] = in_source(
            installation,
            "select coalesce(sum(l.balance), 0), count(*) from account_move_line l join account_move i"
            f" on i.id = l.move_id where i.state = 'posted' and i.move_type in {kinds} and l.display_type = 'product'"
            f" and date_trunc('month', i.invoice_date) > '{since}'"
            f" and date_trunc('month', i.invoice_date) <= '{month}'",
        )
        # a line of the ledger is rounded to the cent
        assert float(amount) == pytest.approx(sign * float(wanted), abs=0.005 * lines + 0.001), month


def test_days_sales_outstanding_of_every_company_equal_plain_sql(published: tuple[Installation, date]) -> None:
    installation, last = published
    claims, settled = truth(installation, "customer")
    companies = dict(in_source(installation, "select id, company_id from account_move"))
    billed = in_source(
        installation,
        "select i.company_id, i.invoice_date, -l.balance from account_move_line l join account_move i"
        " on i.id = l.move_id where i.state = 'posted' and i.move_type in ('out_invoice', 'out_refund')"
        f" and l.display_type = 'product' and i.invoice_date <= '{last}'",
    )
    with installation.snapshot() as snapshot:
        found = snapshot.execute(
            "select period_start, scope_id, value from kpi_values where kpi_id = 'o2c.dso'"
            " and scope_type = 'company' and value is not null"
        ).fetchall()
    assert found
    for month, scope, value in found:
        company = int(scope.removeprefix("erp:"))
        end = min((month + timedelta(days=32)).replace(day=1) - timedelta(days=1), last)
        since = date(month.year - (month.month < 12), month.month % 12 + 1, 1)
        owed = sum(a for number, a in open_on(claims, settled, end).items() if companies[number] == company)
        sold = sum(float(a) for owner, day, a in billed if owner == company and since <= day <= end)
        first = min(day for owner, day, _ in billed if owner == company)
        days = (end - max(since, first)).days + 1
        assert value == pytest.approx(owed * days / sold, rel=1e-4), (month, scope)
