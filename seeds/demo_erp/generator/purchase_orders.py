"""From a draft to a confirmed order: prices, promises, approval rounds, confirmation and later changes.

Belongs here: the order's own life. Does not belong here: goods (`receipts.py`) and money (`bills.py`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from seeds.demo_erp.company import Supplier
from seeds.demo_erp.documents import FieldChange, OrderLine, PurchaseOrder, ReviewRound, StatusChange
from seeds.demo_erp.generator.approvals import Reviewers, levels_for
from seeds.demo_erp.generator.procurement import Draft, Wish
from seeds.demo_erp.generator.world import World

SENT_SHARE = 0.08
DATE_CHANGED_SHARE, PRICE_CHANGED_SHARE, QUANTITY_CHANGED_SHARE = 0.08, 0.03, 0.015
PULLED_IN_SHARE = 0.35
GIVEN_UP_SHARE = 0.06
# Items whose price follows copper, and by how much it rises over the year
COPPER, COPPER_RISE = ("R-CU", "R-BR", "R-WI"), 0.09
SECTIONS = ("一期", "二期", "备件")
NOTES = ("请随货附材质报告", "送货前一天通知仓库", "按图纸版本 B 供货")


class Buyers:
    """Turns drafts into orders, one after the other."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = world.chance("purchase orders")
        self._reviewers = Reviewers(world)

    def order(self, key: str, draft: Draft) -> PurchaseOrder:
        world, chance = self._world, self._chance
        supplier = world.company.suppliers[draft.supplier]
        order = PurchaseOrder(
            key=key,
            created_at=draft.created_at,
            created_by=draft.buyer,
            partner=draft.supplier,
            warehouse=draft.warehouse,
            currency=supplier.currency,
            lines=self._lines(key, draft, supplier),
        )
        if chance.happens(SENT_SHARE):
            order = _changed(order, "sent", world.after(order.created_at, chance.hours(0.5)))
        if draft.fate == "left":
            return order
        order = self._confirm(order, order.changes[-1].at if order.changes else order.created_at)
        confirmed = order.reached("confirmed")
        if confirmed is None:
            return order
        if draft.fate == "normal":
            return self._served(self._change_later(order, confirmed.at), confirmed.at)
        order = self._cancel(order, world.after(confirmed.at, chance.uniform(2, 18)))
        if draft.fate == "reconfirmed":
            order = _changed(order, "draft", world.after(order.changes[-1].at, chance.uniform(0.1, 1.5)))
            order = self._confirm(order, order.changes[-1].at, may_reject=False)
            return self._served(order, order.reached("confirmed").at)
        return order

    def _lines(self, key: str, draft: Draft, supplier: Supplier) -> tuple[OrderLine, ...]:
        world, chance = self._world, self._chance
        day = world.day(draft.created_at)
        # a buyer knows that a large order will lie on desks first
        amount = sum(wish.quantity * wish.item.cost for wish in draft.wishes)
        allowance = 3 + 2 * len(levels_for(amount)) + chance.randint(0, 3)
        promised = world.end_of_work(
            world.calendar.next_working_day(day + timedelta(days=supplier.lead_days + allowance))
        )
        lines = []
        if chance.happens(0.03):
            lines.append(OrderLine(f"{key}/section", "section", label=chance.one_of(SECTIONS)))
        for position, wish in enumerate(draft.wishes, 1):
            factor = wish.item.purchase_factor
            price = self._price(wish, supplier, day)
            lines.append(
                OrderLine(
                    f"{key}/{position}",
                    "item",
                    wish.item.code,
                    None,
                    wish.item.purchase_unit,
                    round(wish.quantity / factor, 2),
                    price,
                    promised,
                    (wish.requisition_line,) if wish.requisition_line else (),
                )
            )
        if chance.happens(0.03):
            lines.append(OrderLine(f"{key}/note", "note", label=chance.one_of(NOTES)))
        if supplier.terms_days >= 45 and chance.happens(0.03):
            share = round(sum(line.quantity * line.price for line in lines) * 0.3, 2)
            lines.append(OrderLine(f"{key}/down", "down_payment", label="预付款 30%", price=share))
        return tuple(lines)

    def _price(self, wish: Wish, supplier: Supplier, day: date) -> float:
        """Per purchase unit in the supplier's currency; copper gets dearer."""
        price = wish.item.cost * wish.item.purchase_factor * self._chance.around(1.0, 0.03)
        if wish.item.code in COPPER:
            price *= 1.0 + COPPER_RISE * self._world.progress(self._world.end_of_work(day))
        return max(round(price * self._world.rate(supplier.currency, day), 2), 0.01)

    def _confirm(self, order: PurchaseOrder, ready_at: datetime, *, may_reject: bool = True) -> PurchaseOrder:
        """Ask for approval as often as it takes, then confirm; a few are given up after a refusal."""
        world, chance = self._world, self._chance
        at = world.after(ready_at, chance.hours(0.9))
        attempts = 0
        while levels_for(order.amount(at)):
            attempts += 1
            round_ = self._reviewers.review(
                order.amount(at), at, order.created_by, may_reject=may_reject and attempts < 3
            )
            order = replace(order, rounds=(*order.rounds, round_))
            decided_at = _decided_at(round_)
            if all(step.is_approval for step in round_.steps):
                at = world.after(decided_at, chance.hours(1.0))
                break
            at = world.after(decided_at, chance.hours(3.0))
            if chance.happens(GIVEN_UP_SHARE):
                return self._cancel(order, at)
            order = _withdrawn(order, at)
            if chance.happens(0.6):
                order = self._renegotiate(order, at)
            at = world.after(at, chance.hours(0.8))
        return _changed(order, "confirmed", at)

    def _renegotiate(self, order: PurchaseOrder, at: datetime) -> PurchaseOrder:
        share = self._chance.uniform(0.94, 0.98)
        cuts = tuple(
            FieldChange(line.key, "price", max(round(line.price * share, 2), 0.01), at, order.created_by)
            for line in order.lines
            if line.kind == "item"
        )
        return replace(order, field_changes=(*order.field_changes, *cuts))

    def _cancel(self, order: PurchaseOrder, at: datetime) -> PurchaseOrder:
        return _changed(_withdrawn(order, at), "cancelled", at)

    def _change_later(self, order: PurchaseOrder, confirmed_at: datetime) -> PurchaseOrder:
        world, chance = self._world, self._chance
        lines = [line for line in order.lines if line.kind == "item"]
        at = world.after(confirmed_at, chance.uniform(1, 10))
        changes = []
        if chance.happens(DATE_CHANGED_SHARE):
            days = chance.randint(-4, -2) if chance.happens(PULLED_IN_SHARE) else chance.randint(2, 9)
            later = world.day(lines[0].promised_for) + timedelta(days=days)
            promised = world.end_of_work(world.calendar.next_working_day(max(later, world.day(at) + timedelta(days=2))))
            changes += [FieldChange(line.key, "promised_for", promised, at, order.created_by) for line in lines]
        if chance.happens(PRICE_CHANGED_SHARE):
            price = round(order.current(lines[0], "price") * chance.uniform(1.01, 1.06) + 0.01, 2)
            changes.append(FieldChange(lines[0].key, "price", price, at, order.created_by))
        if chance.happens(QUANTITY_CHANGED_SHARE):
            quantity = float(max(1, round(lines[-1].quantity * chance.one_of([0.8, 1.2]))))
            changes.append(FieldChange(lines[-1].key, "quantity", quantity, at, order.created_by))
        real = [change for change in changes if change.value != _before(order, change)]
        return replace(order, field_changes=(*order.field_changes, *real))

    def _served(self, order: PurchaseOrder, confirmed_at: datetime) -> PurchaseOrder:
        """Services are done when the supplier has been there; no goods move."""
        lines = []
        for line in order.lines:
            if line.item and self._world.company.items[line.item].category == "service":
                done_at = self._world.after(confirmed_at, self._chance.uniform(8, 60))
                line = replace(line, served_at=done_at)
            lines.append(line)
        return replace(order, lines=tuple(lines))


def _before(order: PurchaseOrder, change: FieldChange) -> float | datetime | None:
    line = next(line for line in order.lines if line.key == change.line)
    return order.current(line, change.field)


def _changed(order: PurchaseOrder, status: str, at: datetime) -> PurchaseOrder:
    return replace(order, changes=(*order.changes, StatusChange(status, at, order.created_by)))


def _withdrawn(order: PurchaseOrder, at: datetime) -> PurchaseOrder:
    """Restarting or cancelling takes the last round of reviews away."""
    if not order.rounds or order.rounds[-1].withdrawn_at:
        return order
    last = replace(order.rounds[-1], withdrawn_at=at, withdrawn_by=order.created_by)
    return replace(order, rounds=(*order.rounds[:-1], last))


def _decided_at(round_: ReviewRound) -> datetime:
    return max(step.decided_at for step in round_.steps if step.decided_at)
