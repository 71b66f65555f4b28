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

    def batch(self, count: int) -> None:
        """Sales that a server creates, confirms and ships in one transaction each: equal stamps, no buttons."""
        erp = self.erp
        products = [product.id for product in self.purchasing.products]
        erp.sign_in()
        customers = [(customer.id, customer.addresses[0].id) for customer in self.customers]
        company = Model.get("company.company").find([])[0]
        at = erp.later(hours=1)

        def create(get: Any) -> list[int]:
            Sale, Line = get("sale.sale"), get("sale.line")
            sales = []
            for _ in range(count):
                party, address = self.random.choice(customers)
                sale = Sale(company=company.id, party=party, currency=company.currency.id, invoice_method="fulfillment")
                sale.invoice_address = sale.shipment_address = address
                sale.payment_term, sale.warehouse = self.purchasing.term.id, self.purchasing.warehouse.id
                sale.shipment_method, sale.sale_date = "order", erp.today
                unit = self.purchasing.products[0].template.default_uom.id
                sale.lines = [
                    Line(type="line", product=product, quantity=2.0, unit=unit, unit_price=Decimal("20.005"))
                    for product in self.random.sample(products, 2)
                ]
                sales.append(sale)
            Sale.save(sales)
            return [sale.id for sale in sales]

        keys = erp.batch("seller", create)
        erp.later(hours=1)
        erp.batch("seller", lambda get: get("sale.sale").quote(get("sale.sale").browse(keys)))
        confirmed = erp.later(hours=1)
        erp.batch("seller", lambda get: get("sale.sale").confirm(get("sale.sale").browse(keys)))
        for key in keys:
            erp.note("sale", key, created_at=at, confirmed_at=confirmed)

        def shipments(get: Any) -> list:
            return [shipment for sale in get("sale.sale").browse(keys) for shipment in sale.shipments]

        for button in ("assign_try", "pick", "pack", "do"):
            shipped = erp.later(hours=1)
            erp.batch("storeman", lambda get, button=button: getattr(get("stock.shipment.out"), button)(shipments(get)))

        def moves(get: Any) -> list[tuple[int, float]]:
            return [(move.id, move.quantity) for each in shipments(get) for move in each.outgoing_moves]

        for move, quantity in erp.batch("storeman", moves):
            erp.note("delivery", move, shipped_at=shipped, quantity=quantity)
        posted = erp.later(hours=1)

        def post(get: Any) -> list[int]:
            invoices = [invoice for sale in get("sale.sale").browse(keys) for invoice in sale.invoices]
            get("account.invoice").post(invoices)
            return [invoice.id for invoice in invoices]

        for invoice in erp.batch("accountant", post):
            erp.note("invoice", invoice, posted_at=posted, paid_at=None)
