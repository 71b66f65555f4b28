"""From the sale to the customer's payment.

Belongs here: what seller, storeman and accountant do for customers. Does not belong here: purchases, production.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from erp import Erp
from proteus import Model
from purchasing import Purchasing


class Selling:
    """Sales of one Tryton; payments are booked as on the purchasing side."""

    def __init__(self, erp: Erp, random: Any, purchasing: Purchasing) -> None:
        self.erp, self.random, self.purchasing = erp, random, purchasing
        erp.sign_in()
        self.customers = Model.get("party.party").find([("name", "like", "Customer%")], order=[("id", "ASC")])

    def sale(self, *, quantity: float | None = None) -> int:
        """A sale of two lines, entered."""
        erp = self.erp
        erp.sign_in("seller")
        at = erp.later(minutes=50)
        document = Model.get("sale.sale")(party=self.random.choice(self.customers))
        document.payment_term, document.invoice_method = self.purchasing.term, "fulfillment"
        for product in self.random.sample(self.purchasing.products, 2):
            line = document.lines.new(product=product)
            line.quantity = quantity or float(self.random.randint(1, 6))
            line.unit_price = Decimal(self.random.randint(2000, 9000)) / 100
        document.save()
        erp.note("sale", document.id, created_at=at, confirmed_at=None)
        return document.id

    def confirm(self, key: int, shipping_in_days: int | None = None) -> None:
        """Quote and confirm a sale; Tryton plans its shipment."""
        erp = self.erp
        erp.sign_in("seller")
        document = Model.get("sale.sale")(key)
        if shipping_in_days is not None:
            document.shipping_date = erp.today + timedelta(days=shipping_in_days)
            erp.note("sale", key, promised=document.shipping_date.isoformat())
        erp.later(minutes=10)
        document.click("quote")
        erp.note("sale", key, confirmed_at=erp.later(hours=4))
        document.click("confirm")

    def ship(self, key: int) -> None:
        """Pick, pack and hand over."""
        erp = self.erp
        erp.sign_in("storeman")
        for shipment in Model.get("sale.sale")(key).shipments:
            shipment = Model.get("stock.shipment.out")(shipment.id)
            for button in ("assign_try", "pick", "pack"):
                erp.later(minutes=35)
                shipment.click(button)
            at = erp.later(hours=1)
            shipment.click("do")
            for move in shipment.outgoing_moves:
                erp.note("delivery", move.id, shipped_at=at, quantity=move.quantity)

    def take_back(self, key: int) -> None:
        """Receive what a customer sends back."""
        erp = self.erp
        erp.sign_in("storeman")
        for shipment in Model.get("sale.sale")(key).shipment_returns:
            shipment = Model.get("stock.shipment.out.return")(shipment.id)
            at = erp.later(hours=2)
            shipment.click("receive")
            for move in shipment.incoming_moves:
                erp.note("delivery", move.id, shipped_at=at, quantity=-move.quantity)
            erp.later(hours=3)
            shipment.click("do")

    def bill(self, key: int, *, paid: bool) -> None:
        """Post the invoices of a sale, and book the customer's payment."""
        erp = self.erp
        erp.sign_in("accountant")
        for invoice in Model.get("sale.sale")(key).invoices:
            if invoice.state == "draft":
                erp.note("invoice", invoice.id, posted_at=erp.later(hours=1), paid_at=None)
                invoice.click("post")
                if paid:
                    self.purchasing.pay(invoice)
