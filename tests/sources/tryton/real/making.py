"""Productions with work on their operations, and counts of stock.

Belongs here: what maker and storeman do inside the company. Does not belong here: purchases, sales.
"""

from __future__ import annotations

from typing import Any

from erp import Erp
from proteus import Model


class Making:
    """Productions and counts of one Tryton."""

    def __init__(self, erp: Erp, random: Any) -> None:
        self.erp, self.random = erp, random
        erp.sign_in()
        self.made = Model.get("product.product").find([("template.producible", "=", True)], order=[("id", "ASC")])
        self.bought = Model.get("product.product").find([("template.producible", "=", False)], order=[("id", "ASC")])
        (self.storage,) = Model.get("stock.location").find([("code", "=", "STO")])
        self.centers = Model.get("production.work.center").find([])

    def produce(self, *, until: str = "done") -> None:
        """A production: entered, released, run with a cycle of work on each operation, done."""
        erp = self.erp
        erp.sign_in("maker")
        at = erp.later(hours=1)
        product = self.random.choice(self.made)
        document = Model.get("production")(product=product)
        document.bom = product.boms[0].bom
        document.routing = product.boms[0].routing
        document.work_center = self.centers[0]
        document.quantity, document.planned_date = float(self.random.randint(1, 3)), erp.today
        document.save()
        erp.note("production", document.id, created_at=at, quantity=document.quantity)
        if until == "draft":
            return
        erp.note("production", document.id, confirmed_at=erp.later(minutes=30))
        document.click("wait")
        if until == "cancelled":
            erp.note("production", document.id, cancelled_at=erp.later(minutes=30))
            document.click("cancel")
            return
        erp.later(minutes=30)
        document.click("assign_try")
        erp.note("production", document.id, started_at=erp.later(minutes=30))
        document.click("run")
        for work in Model.get("production.work").find([("production", "=", document.id)], order=[("id", "ASC")]):
            self._work(work.id)
        if until == "running":
            return
        erp.note("production", document.id, ended_at=erp.later(minutes=30))
        Model.get("production")(document.id).click("do")

    def _work(self, key: int) -> None:
        minutes = self.random.randint(5, 90)
        Work, Cycle = Model.get("production.work"), Model.get("production.work.cycle")
        started = self.erp.later(minutes=2)
        Work(key).click("start")
        (cycle,) = Cycle.find([("work", "=", key)])
        ended = self.erp.later(minutes=minutes)
        Work(key).click("stop")
        self.erp.note("work", key, started_at=started, ended_at=ended, minutes=minutes, cycle=cycle.id)

    def count(self, differences: int = 2, *, empty: str = "keep") -> None:
        """A count of three items; the first ones differ from the books."""
        erp = self.erp
        erp.sign_in("storeman")
        erp.later(hours=1)
        document = Model.get("stock.inventory")(location=self.storage, empty_quantity=empty)
        document.save()
        document.click("complete_lines")
        lines = sorted(document.lines, key=lambda line: line.id)
        for line in lines[3:]:
            document.lines.remove(line)
        document.save()
        for place, line in enumerate(sorted(document.lines, key=lambda line: line.id)):
            line.quantity = (line.expected_quantity or 0) - (self.random.randint(1, 3) if place < differences else 0)
        document.save()
        at = erp.later(minutes=45)
        document.click("confirm")
        for line in Model.get("stock.inventory")(document.id).lines:
            erp.note("count", line.id, counted_at=at, book=line.expected_quantity, found=line.quantity)

    def open_stock(self) -> None:
        """The balances that the company begins with; no count."""
        erp = self.erp
        erp.sign_in("storeman")
        document = Model.get("stock.inventory")(location=self.storage)
        for product in self.bought:
            document.lines.new(product=product).quantity = 5000.0
        erp.note("opening", 0, at=erp.later(hours=1), items=len(self.bought))
        document.click("confirm")
