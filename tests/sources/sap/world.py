"""One run of the simulation: all documents of all companies, made from a seed.

Belongs here: how many documents there are, and in which order chance is asked. Does not belong here: what they are.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.sources.sap.company import COMPANIES
from tests.sources.sap.generator import Invoice, Order, Requisition, simulate_requisitions
from tests.sources.sap.operations import (
    CountItem,
    Production,
    count,
    move_about,
    open_stock,
    simulate_production,
)
from tests.sources.sap.purchasing import Counter, Move, invoice, receive, simulate_order
from tests.sources.sap.sales import Sale, simulate_sale


@dataclass
class World:
    """Everything that happened. The same seed gives the same world."""

    seed: int
    requisitions: list[Requisition] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    productions: list[Production] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    counts: list[CountItem] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng, numbers = random.Random(self.seed), Counter()
        for company in COMPANIES:
            first = {"1000": 10000001, "2000": 10005001}[company.code]
            requisitions = simulate_requisitions(rng, company, range(first, first + 200))
            wanted = [
                (requisition, index)
                for requisition in requisitions
                for index, item in enumerate(requisition.items)
                if item.release is None or item.release.is_complete
            ]
            rng.shuffle(wanted)
            for requisition in requisitions:
                for item in requisition.items:
                    item.is_deleted = rng.random() < 0.05 and not requisition.is_released_as_a_whole
            wanted = [(requisition, index) for requisition, index in wanted if not requisition.items[index].is_deleted]
            self.requisitions += requisitions
            self.moves += open_stock(company, numbers)
            for _ in range(260):
                order = simulate_order(rng, company, numbers, wanted)
                self.orders.append(order)
                self.moves += receive(rng, order, numbers)
                self.invoices += invoice(rng, order, numbers)
            for _ in range(180):
                self.sales.append(simulate_sale(rng, company, numbers, self.moves))
            for _ in range(60):
                self.productions.append(simulate_production(rng, company, numbers, self.moves))
            self.moves += move_about(rng, company, numbers)
            self.counts += count(rng, company, numbers, self.moves)
