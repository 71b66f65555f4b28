"""One step of the company's life, run in a Tryton of its own process: `driver.py HOME STEP`.

Belongs here: which chains happen in which step. Does not belong here: how they happen.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from random import Random

import masters
from erp import Erp
from making import Making
from purchasing import Purchasing
from selling import Selling

OPENED_AT = datetime(2026, 1, 5, 1, 0, 0)


class Company:
    """The company at work. A chain's number decides how it ends."""

    def __init__(self, erp: Erp, random: Random) -> None:
        self.erp, self.random = erp, random
        self.purchasing = Purchasing(erp, random)
        self.selling = Selling(erp, random, self.purchasing)
        self.making = Making(erp, random)

    def buy(self, count: int) -> None:
        """Chains that begin with a requisition."""
        for number in range(count):
            requisition = self.purchasing.requisition()
            if number % 10 == 9:
                self.purchasing.decide(requisition, ("pending", "withdrawn")[number // 10 % 2])
                continue
            if number % 5 == 3:
                self.purchasing.decide(requisition, "rejected")
                if number % 10 == 3:
                    continue
                self.resubmit(requisition)
            self.purchasing.decide(requisition, "approved")
            self.supply(self.purchasing.order_requested(requisition), number)

    def resubmit(self, requisition: int) -> None:
        """A rejected requisition goes back to draft before it is handed in anew."""
        from proteus import Model

        self.erp.sign_in("requester")
        self.erp.later(hours=1)
        Model.get("purchase.requisition")(requisition).click("draft")

    def supply(self, purchase: int, number: int) -> None:
        """From the order to the payment, as far as the number lets it go."""
        buying = self.purchasing
        if number % 8 == 7:
            buying.cancel(purchase, quoted=number % 16 == 7)
            return
        buying.confirm(purchase, promise_in_days=10 if number % 3 == 0 else None)
        if number % 4 == 1:
            buying.move_promise(purchase, 15)
        if number % 6 == 5:
            return
        if number % 6 == 2:
            buying.receive(purchase, share=0.5)
        if number % 12 != 2:
            buying.receive(purchase)
        buying.bill(purchase, paid=number % 2 == 0)

    def sell(self, count: int) -> None:
        for number in range(count):
            sale = self.selling.sale(quantity=-1.0 if number % 11 == 10 else None)
            if number % 9 == 8:
                continue
            self.selling.confirm(sale, shipping_in_days=4 if number % 2 else None)
            if number % 7 == 6:
                continue
            self.selling.ship(sale)
            self.selling.take_back(sale)
            self.selling.bill(sale, paid=number % 3 == 0)

    def make(self, count: int) -> None:
        for number in range(count):
            self.making.produce(until={5: "running", 7: "cancelled", 9: "draft"}.get(number % 10, "done"))

    def count(self, count: int) -> None:
        for number in range(count):
            self.making.count(differences=number % 3)

    def fill(self) -> None:
        """The first months."""
        self.making.open_stock()
        self.buy(24)
        self.sell(14)
        self.selling.batch(20)
        self.make(20)
        self.count(20)

    def change(self, step: int) -> None:
        """More chains, purchases in other currencies and units, what is cancelled and deleted."""
        self.erp.later(days=9)
        self.purchasing.delete_requisition()
        self.purchasing.delete_order()
        self.buy(12)
        self.supply(self.purchasing.order(currency="EUR"), 0)
        self.supply(self.purchasing.order(lines=1), 5)
        self.sell(8)
        self.selling.batch(4)
        self.make(14)
        self.count(14)
        self.rename(step)

    def rename(self, step: int) -> None:
        """Masters change, too."""
        from proteus import Model

        self.erp.sign_in()
        self.erp.later(minutes=1)
        supplier = self.purchasing.suppliers[step % 4]
        supplier = Model.get("party.party")(supplier.id)
        supplier.name = f"Supplier {step} renamed"
        supplier.save()


def main(home: Path, step: int) -> None:
    erp = Erp(home, OPENED_AT)
    if step == 0:
        masters.enter(OPENED_AT.date())
    company = Company(erp, Random(step))
    if step == 0:
        company.fill()
    else:
        company.change(step)
    erp.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
