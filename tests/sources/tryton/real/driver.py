"""One step of the company's life, run in a Tryton of its own process: `driver.py HOME STEP`.

Belongs here: which chains happen in which step. Does not belong here: how they happen.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from random import Random

import masters
from batches import Batches
from erp import Erp
from making import Making
from purchasing import Purchasing
from selling import Selling

OPENED_AT = datetime(2026, 1, 5, 1, 0, 0)


class Company:
    """The company at work. A chain's number decides how it ends."""

    def __init__(self, erp: Erp, random: Random) -> None:
        self.erp, self.random, self.chains = erp, random, erp.truth.get("chains", 0)
        self.purchasing = Purchasing(erp, random)
        self.selling = Selling(erp, random, self.purchasing)
        self.making = Making(erp, random)
        self.batches = Batches(erp, random)

    def buy(self, count: int) -> None:
        """Chains that begin with a requisition."""
        for number in range(count):
            requisition = self.purchasing.requisition()
            number += self.chains
            if number % 8 in (6, 7):
                self.purchasing.decide(requisition, ("pending", "withdrawn")[number % 2])
                continue
            if number % 4 == 3:
                self.purchasing.decide(requisition, "rejected")
                continue
            if number % 4 == 1:
                self.purchasing.decide(requisition, "rejected")
                self.resubmit(requisition)
            self.purchasing.decide(requisition, "approved")
            self.supply(self.purchasing.order_requested(requisition), number)
        self.chains += count

    def resubmit(self, requisition: int) -> None:
        """A rejected requisition goes back to draft before it is handed in anew."""
        from proteus import Model

        self.erp.sign_in("requester")
        self.erp.later(hours=1)
        Model.get("purchase.requisition")(requisition).click("draft")

    def supply(self, purchase: int, number: int) -> None:
        """From the order to the payment, as far as the number lets it go."""
        buying = self.purchasing
        if number % 8 == 5:
            buying.cancel(purchase, quoted=number % 16 == 5)
            return
        buying.confirm(purchase, promise_in_days=10 if number % 3 == 0 else None)
        if number % 4 == 2:
            buying.move_promise(purchase, 15)
        if number % 8 == 4:
            buying.receive(purchase, share=0.5)
        if number % 16 == 4:
            return
        buying.receive(purchase)
        buying.bill(purchase, paid=number % 2 == 0)

    def sell(self, count: int) -> None:
        for number in range(count):
            sale = self.selling.sale(quantity=-1.0 if number == 2 else None)
            if number == 4:
                continue
            self.selling.confirm(sale, shipping_in_days=4 if number % 2 else None)
            if number == 3:
                continue
            self.selling.ship(sale)
            self.selling.take_back(sale)
            self.selling.bill(sale, paid=number % 3 == 0)

    def make(self, count: int) -> None:
        for number in range(count):
            self.making.produce(until=("done", "running", "cancelled", "draft")[number % 4])

    def fill(self) -> None:
        """The first months: enough of each kind in batches, and some chains of people."""
        self.making.open_stock()
        self.work(bought=6, sold=5, made=4, counted=3)
        self.in_batches(bought=36, sold=40, made=36, rounds=2)

    def change(self, step: int) -> None:
        """More of the same, purchases in another currency and unit, and what is deleted or renamed."""
        self.erp.later(days=9)
        self.purchasing.delete_requisition()
        self.purchasing.delete_order()
        self.supply(self.purchasing.order(currency="EUR"), 0)
        self.work(bought=3, sold=2, made=2, counted=2)
        self.in_batches(bought=4, sold=4, made=5, rounds=1)
        self.rename(step)

    def work(self, *, bought: int, sold: int, made: int, counted: int) -> None:
        """What people do one by one."""
        self.buy(bought)
        self.sell(sold)
        self.make(made)
        for number in range(counted):
            self.making.count(differences=number % 3)

    def in_batches(self, *, bought: int, sold: int, made: int, rounds: int) -> None:
        """What a server does at once; counts in rounds, each of an item once."""
        self.batches.buy(bought)
        self.batches.sell(sold)
        self.batches.make(made)
        for _ in range(rounds):
            self.batches.count(5)

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
    erp.truth["chains"] = company.chains
    erp.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
