"""What moves are worth: moving average cost an item over the whole company.

Belongs here: value entries of moves that cross the company's border, and corrections by invoices with another
price. Does not belong here: quantities by place (`stock_moves.py`). Internal moves have no value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from seeds.demo_erp.company import CONVERSION_FACTOR
from seeds.demo_erp.documents import Invoice, OrderLine, PurchaseOrder
from seeds.demo_erp.generator.world import World
from seeds.demo_erp.goods import StockMove, ValueEntry


@dataclass
class Balance:
    quantity: float = 0.0
    value: float = 0.0
    last_cost: float = 0.0

    @property
    def cost(self) -> float:
        return self.value / self.quantity if self.quantity > 0 else self.last_cost

    def book(self, quantity: float, value: float) -> None:
        self.quantity = round(self.quantity + quantity, 2)
        self.value = round(self.value + value, 2)
        if self.quantity > 0:
            self.last_cost = self.value / self.quantity


class Valuation:
    """Goes through moves and invoices in the order of time."""

    def __init__(self, world: World, orders: Iterable[PurchaseOrder]) -> None:
        self._world = world
        self._orders = {line.key: (order, line) for order in orders for line in order.lines}
        self._balances: dict[str, Balance] = {
            code: Balance(last_cost=item.cost) for code, item in world.company.items.items()
        }
        self._consumed: dict[str, float] = defaultdict(float)
        self._receipts: dict[str, list[ValueEntry]] = defaultdict(list)
        self.entries: list[ValueEntry] = []

    def run(self, moves: Iterable[StockMove], invoices: Iterable[Invoice]) -> list[ValueEntry]:
        """All value entries, in the order they arise."""
        # a production's output is valued after what it consumed, a receipt before its invoice
        ranks = {"opening": 0, "output": 2}
        events: list[tuple[datetime, int, str, StockMove | Invoice]] = [
            (move.at, ranks.get(move.reason, 1), move.key, move) for move in moves if move.at and move.done
        ]
        for invoice in invoices:
            posted = invoice.reached("posted")
            if invoice.kind == "supplier" and posted:
                events.append((posted.at, 3, invoice.key, invoice))
        for at, _, _, event in sorted(events, key=lambda event: event[:3]):
            if isinstance(event, StockMove):
                self._value(event)
            else:
                self._correct(event, at)
        return self.entries

    def _value(self, move: StockMove) -> None:
        if move.source.is_internal == move.destination.is_internal:
            return
        balance = self._balances[move.item]
        if move.destination.is_internal:
            cost = self._incoming_cost(move)
            quantity, value = move.done, round(move.done * cost, 2)
        else:
            quantity = -move.done
            # the last piece takes what rounding has left
            is_last = round(balance.quantity - move.done, 2) <= 0
            value = -(balance.value if is_last else round(move.done * balance.cost, 2))
            cost = balance.cost
        balance.book(quantity, value)
        if move.reason == "consumption":
            self._consumed[move.production] += -value
        entry = self._enter(move.item, quantity, round(cost, 4), value, move.at, move.by, move.key, None)
        if move.order_line and move.destination.is_internal:
            self._receipts[move.order_line].append(entry)

    def _incoming_cost(self, move: StockMove) -> float:
        if move.reason == "output":
            return self._consumed[move.production] * CONVERSION_FACTOR / move.done
        if move.transfer_kind == "receipt":
            order, line = self._orders[move.order_line]
            return self._unit_cost(order, line, move.at, order.current(line, "price", move.at))
        return self._balances[move.item].cost

    def _unit_cost(self, order: PurchaseOrder, line: OrderLine, at: datetime, price: float) -> float:
        """Company currency per stock unit."""
        factor = self._world.company.items[line.item].purchase_factor
        return price / factor / self._world.rate(order.currency, self._world.day(at))

    def _correct(self, invoice: Invoice, at: datetime) -> None:
        """An invoice with another price revalues what of the receipt is still in stock."""
        for line in invoice.lines:
            entries = self._receipts.get(line.order_line, [])
            if not entries or line.item is None:
                continue
            order, ordered = self._orders[line.order_line]
            price = order.current(ordered, "price", at)
            if abs(line.price - price) < 0.005:
                continue
            difference = self._unit_cost(order, ordered, at, line.price - price)
            origin = entries[-1]
            balance = self._balances[line.item]
            value = round(difference * min(origin.quantity, balance.quantity), 2)
            if value and balance.value + value > 0:
                balance.book(0.0, value)
                clerk = invoice.reached("posted").by
                self._enter(line.item, 0.0, 0.0, value, at, clerk, None, origin.key)

    def _enter(
        self,
        item: str,
        quantity: float,
        cost: float,
        value: float,
        at: datetime,
        by: str,
        move: str | None,
        corrects: str | None,
    ) -> ValueEntry:
        key = f"value-{len(self.entries) + 1}"
        entry = ValueEntry(key, item, quantity, cost, value, at, by, move, corrects)
        self.entries.append(entry)
        return entry
