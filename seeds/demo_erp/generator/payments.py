"""Paying suppliers in two runs a week, and customers paying sooner or later.

Belongs here: payments of posted invoices. Does not belong here: the invoices.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from seeds.demo_erp.documents import Invoice, Payment
from seeds.demo_erp.generator.chance import Chance
from seeds.demo_erp.generator.world import World

RUN_WEEKDAYS = (1, 4)
RUN_MINUTE = 10 * 60 + 30
DISPUTED_SHARE, IN_PARTS_SHARE, LATE_SHARE = 0.02, 0.04, 0.09
REST_PAID_SHARE = 0.6
BAD_DEBT_SHARE = 0.012


def pay_supplier(world: World, chance: Chance, invoice: Invoice) -> Invoice:
    """Pay in the last run before it is due, if all goes well."""
    posted = invoice.reached("posted")
    if posted is None or chance.happens(DISPUTED_SHARE):
        return invoice
    target = invoice.due_date
    if chance.happens(LATE_SHARE):
        target += timedelta(days=chance.randint(4, 25))
    payer = world.company.staff("payables")[-1].login
    first = _run(world, chance, target, posted.at)
    if not chance.happens(IN_PARTS_SHARE):
        return replace(invoice, payments=(Payment(f"{invoice.key}-p", first, payer, invoice.amount),))
    part = round(invoice.amount * 0.5, 2)
    second = _run(world, chance, target + timedelta(days=chance.randint(20, 50)), first)
    payments = [Payment(f"{invoice.key}-p", first, payer, part)]
    if chance.happens(REST_PAID_SHARE):
        payments.append(Payment(f"{invoice.key}-q", second, payer, round(invoice.amount - part, 2)))
    return replace(invoice, payments=tuple(payments))


def collect(world: World, chance: Chance, invoice: Invoice) -> Invoice:
    """A customer pays when its habits say so."""
    posted = invoice.reached("posted")
    if posted is None or chance.happens(BAD_DEBT_SHARE):
        return invoice
    habit = world.company.customers[invoice.partner].late_days
    days = round(chance.around(habit, 0.5)) if habit and chance.happens(0.55) else chance.randint(-4, 1)
    at = world.calendar.some_moment(invoice.due_date + timedelta(days=days), chance)
    clerk = world.company.staff("receivables")[0].login
    at = max(at, world.after(posted.at, 1.0))
    return replace(invoice, payments=(Payment(f"{invoice.key}-p", at, clerk, invoice.amount),))


def _run(world: World, chance: Chance, due: date, earliest: datetime) -> datetime:
    """The last payment run on or before a day, or the first one after the invoice was posted."""
    day = due
    while day.weekday() not in RUN_WEEKDAYS:
        day -= timedelta(days=1)
    moment = _run_on(world, chance, world.calendar.previous_working_day(day))
    if moment > earliest:
        return moment
    day = world.day(earliest) + timedelta(days=1)
    while day.weekday() not in RUN_WEEKDAYS:
        day += timedelta(days=1)
    return _run_on(world, chance, world.calendar.next_working_day(day))


def _run_on(world: World, chance: Chance, day: date) -> datetime:
    return world.calendar.moment(day, RUN_MINUTE) + timedelta(seconds=chance.uniform(0, 2400))
