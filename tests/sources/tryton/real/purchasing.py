"""From the requisition to the payment, in chains that end in different ways.

Belongs here: what requester, approver, buyer, storeman and accountant do. Does not belong here: sales, production.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from erp import Erp
from proteus import Model, Wizard


class Purchasing:
    """Purchases of one Tryton; `random` chooses products and quantities."""

    def __init__(self, erp: Erp, random: Any) -> None:
        self.erp, self.random = erp, random
        erp.sign_in()
        self.products = Model.get("product.product").find([("template.producible", "=", False)], order=[("id", "ASC")])
        self.suppliers = Model.get("party.party").find([("name", "like", "Supplier%")], order=[("id", "ASC")])
        (self.warehouse,) = Model.get("stock.location").find([("code", "=", "WH")])
        self.term = Model.get("account.invoice.payment_term").find([("name", "=", "Direct")])[0]
        self.method = Model.get("account.invoice.payment.method").find([])[0]
        self.employees = {user.login: user.employee for user in Model.get("res.user").find([]) if user.employee}
        self.dozen = Model.get("product.uom").find([("name", "=", "Dozen")])[0]

    # -- requisitions ------------------------------------------------------------------------------------------------

    def requisition(self) -> int:
        """A requisition of two lines, entered and not handed in."""
        erp = self.erp
        erp.sign_in("requester")
        at = erp.later(hours=1, minutes=7)
        document = Model.get("purchase.requisition")()
        document.employee = self.employees["requester"]
        document.warehouse, document.supply_date = self.warehouse, erp.today + timedelta(days=12)
        supplier = self.random.choice(self.suppliers)
        for product in self.random.sample(self.products, 2):
            line = document.lines.new(product=product)
            line.quantity, line.supplier = float(self.random.randint(2, 20)), supplier
            line.unit_price = Decimal(self.random.randint(500, 3000)) / 100
        document.save()
        erp.note("requisition", document.id, created_at=at, rounds=[])
        return document.id

    def decide(self, key: int, decision: str) -> None:
        """Hand a requisition in, and have it approved, rejected or taken back."""
        erp = self.erp
        erp.sign_in("requester")
        document = Model.get("purchase.requisition")(key)
        submitted = erp.later(minutes=20)
        document.click("wait")
        if decision == "pending":
            erp.truth["requisition"][str(key)]["rounds"].append([submitted, None, "pending", None])
            return
        decider = "requester" if decision == "withdrawn" else "approver"
        erp.sign_in(decider)
        decided = erp.later(hours=5, minutes=self.random.randint(0, 59))
        document = Model.get("purchase.requisition")(key)
        document.click({"approved": "approve", "rejected": "reject", "withdrawn": "draft"}[decision])
        erp.truth["requisition"][str(key)]["rounds"].append([submitted, decided, decision, decider])

    def delete_requisition(self) -> None:
        """A requisition that leaves nothing but its entry in the log."""
        key = self.requisition()
        self.erp.later(minutes=3)
        Model.get("purchase.requisition")(key).delete()
        self.erp.forget("requisition", key)

    # -- purchases ---------------------------------------------------------------------------------------------------

    def order_requested(self, requisition: int) -> int:
        """The buyer turns a requisition's requests into a purchase."""
        erp = self.erp
        erp.sign_in("buyer")
        at = erp.later(hours=2)
        document = Model.get("purchase.requisition")(requisition)
        requests = [request for line in document.lines for request in line.purchase_requests]
        Wizard("purchase.request.create_purchase", requests)
        requests = [Model.get("purchase.request")(request.id) for request in requests]
        purchase = requests[0].purchase
        links = sorted([request.origin.id, request.purchase_line.id] for request in requests)
        erp.note("purchase", purchase.id, created_at=at, links=links, quoted=[], confirmed=[])
        return purchase.id

    def order(self, lines: int = 2, currency: str | None = None, quantity: float | None = None) -> int:
        """A purchase that nobody asked for; in dozens where it is in a currency of its own."""
        erp = self.erp
        erp.sign_in("buyer")
        at = erp.later(hours=1)
        document = Model.get("purchase.purchase")()
        document.party = self.random.choice(self.suppliers)
        document.payment_term, document.invoice_method = self.term, "fulfillment"
        if currency:
            (document.currency,) = Model.get("currency.currency").find([("code", "=", currency)])
        for product in self.random.sample(self.products, lines):
            line = document.lines.new(product=product)
            if currency:
                line.unit = self.dozen
            line.quantity = quantity or float(self.random.randint(1, 9))
            line.unit_price = Decimal(self.random.randint(500, 3000)) / 100
        document.lines.new(type="comment", description="to the ramp")
        document.save()
        erp.note("purchase", document.id, created_at=at, links=[], quoted=[], confirmed=[])
        return document.id

    def confirm(self, key: int, promise_in_days: int | None = None) -> None:
        """Quote a purchase and have the head of supply confirm it; Tryton processes it by itself."""
        erp = self.erp
        erp.sign_in("buyer")
        document = Model.get("purchase.purchase")(key)
        document.payment_term, document.invoice_method = self.term, "fulfillment"
        if promise_in_days is not None:
            document.delivery_date = erp.today + timedelta(days=promise_in_days)
            erp.note("purchase", key, promised=document.delivery_date.isoformat())
        erp.truth["purchase"][str(key)]["quoted"].append(erp.later(minutes=40))
        document.click("quote")
        erp.sign_in("head")
        erp.truth["purchase"][str(key)]["confirmed"].append(erp.later(hours=3))
        Model.get("purchase.purchase")(key).click("confirm")

    def move_promise(self, key: int, days: int) -> None:
        """The supplier lets us know that the goods come later: only the expected moves hold the new day."""
        erp = self.erp
        erp.sign_in("buyer")
        erp.later(hours=1)
        for move in Model.get("purchase.purchase")(key).moves:
            move.planned_date = erp.today + timedelta(days=days)
            move.save()
        erp.note("purchase", key, moved_to=(erp.today + timedelta(days=days)).isoformat())

    def cancel(self, key: int, *, quoted: bool = False) -> None:
        """Cancel a purchase that is not confirmed."""
        erp = self.erp
        erp.sign_in("buyer")
        if quoted:
            erp.truth["purchase"][str(key)]["quoted"].append(erp.later(minutes=30))
            Model.get("purchase.purchase")(key).click("quote")
        erp.note("purchase", key, cancelled_at=erp.later(hours=1))
        Model.get("purchase.purchase")(key).click("cancel")

    def delete_order(self) -> None:
        """A cancelled purchase that is deleted: its versions stay."""
        key = self.order()
        self.cancel(key)
        self.erp.later(minutes=1)
        Model.get("purchase.purchase")(key).delete()
        self.erp.forget("purchase", key)

    # -- receipts, invoices, payments --------------------------------------------------------------------------------

    def receive(self, key: int, share: float = 1.0) -> int:
        """The storeman receives what is expected, or a share of it, and puts it away the day after."""
        erp = self.erp
        erp.sign_in("storeman")
        Move = Model.get("stock.move")
        purchase = Model.get("purchase.purchase")(key)
        shipment = Model.get("stock.shipment.in")(supplier=purchase.party)
        expected = [Move(move.id) for move in purchase.moves if move.state == "draft"]
        for move in expected:
            if share < 1:
                move.quantity = max(1.0, float(int(move.quantity * share)))
            shipment.incoming_moves.append(move)
        shipment.save()
        at = erp.later(hours=2)
        shipment.click("receive")
        for move in expected:
            erp.note("receipt", move.id, received_at=at, receiver="storeman", quantity=Move(move.id).internal_quantity)
        erp.later(hours=20)
        shipment.click("do")
        return shipment.id

    def bill(self, key: int, *, paid: bool) -> None:
        """The accountant posts the invoices that the receipts made, and pays them."""
        erp = self.erp
        erp.sign_in("accountant")
        for invoice in Model.get("purchase.purchase")(key).invoices:
            if invoice.state == "draft":
                invoice.invoice_date, invoice.reference = erp.today, f"S{invoice.id}"
                erp.later(hours=1)
                invoice.click("validate_invoice")
                erp.note("invoice", invoice.id, posted_at=erp.later(minutes=5), paid_at=None)
                invoice.click("post")
                if paid:
                    self.pay(invoice)

    def pay(self, invoice: Any) -> None:
        """Pay an invoice in full."""
        at = self.erp.later(days=1)
        wizard = invoice.click("pay")
        wizard.form.payment_method, wizard.form.date = self.method, self.erp.today
        wizard.execute("choice")
        self.erp.note("invoice", invoice.id, paid_at=at)
