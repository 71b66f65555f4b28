"""Many documents at once, as a server's import makes them: one transaction for each deed, so their stamps are equal,
and no client's buttons in the log.

Belongs here: batches of purchases, sales, productions and counts. Does not belong here: what people do one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from erp import Erp

Pool = Callable[[str], Any]


class Batches:
    """Batches in one Tryton. Everything is looked up on the server."""

    def __init__(self, erp: Erp, random: Any) -> None:
        self.erp, self.random = erp, random

    def _press(self, login: str, model: str, button: str, keys: list[int], **later: float) -> str:
        at = self.erp.later(**(later or {"hours": 1}))
        self.erp.batch(login, lambda get: getattr(get(model), button)(get(model).browse(keys)))
        return at

    @staticmethod
    def _masters(get: Pool) -> dict[str, Any]:
        (company,) = get("company.company").search([])
        (warehouse,) = get("stock.location").search([("code", "=", "WH")])
        (term,) = get("account.invoice.payment_term").search([("name", "=", "Direct")])
        return {
            "company": company,
            "warehouse": warehouse,
            "term": term,
            "bought": get("product.product").search([("template.producible", "=", False)], order=[("id", "ASC")]),
            "made": get("product.product").search([("template.producible", "=", True)], order=[("id", "ASC")]),
            "suppliers": get("party.party").search([("name", "like", "Supplier%")], order=[("id", "ASC")]),
            "customers": get("party.party").search([("name", "like", "Customer%")], order=[("id", "ASC")]),
        }

    def buy(self, count: int) -> None:
        """Requisitions, approved and ordered, received whole, billed."""
        erp = self.erp
        at = erp.later(hours=1)

        def create(get: Pool) -> list[int]:
            known, requisition = self._masters(get), get("purchase.requisition")
            (user,) = get("res.user").search([("login", "=", "requester")])
            documents = []
            for _ in range(count):
                supplier = self.random.choice(known["suppliers"])
                document = requisition(company=known["company"], employee=user.employee, warehouse=known["warehouse"])
                document.currency, document.supply_date = known["company"].currency, erp.today + timedelta(days=9)
                document.lines = [
                    get("purchase.requisition.line")(
                        product=product,
                        quantity=float(self.random.randint(1, 9)),
                        unit=product.default_uom,
                        supplier=supplier,
                        unit_price=Decimal(self.random.randint(500, 3000)) / 100,
                    )
                    for product in self.random.sample(known["bought"], 2)
                ]
                documents.append(document)
            requisition.save(documents)
            return [document.id for document in documents]

        keys = erp.batch("requester", create)
        waiting = self._press("requester", "purchase.requisition", "wait", keys)
        approved = self._press("approver", "purchase.requisition", "approve", keys, hours=6)
        for key in keys:
            erp.note("requisition", key, created_at=at, rounds=[[waiting, approved, "approved", "approver"]])
        ordered_at = erp.later(hours=2)

        def order(get: Pool) -> dict[int, list]:
            from trytond.transaction import Transaction

            # the wizard makes one purchase of all requests to one supplier, so it is run for each requisition
            wizard = get("purchase.request.create_purchase", type="wizard")
            links: dict[int, list] = {}
            for requisition in get("purchase.requisition").browse(keys):
                ids = [request.id for line in requisition.lines for request in line.purchase_requests]
                session, _, _ = wizard.create()
                with Transaction().set_context(active_model="purchase.request", active_ids=ids, active_id=ids[0]):
                    wizard.execute(session, {}, "start")
                for request in get("purchase.request").browse(ids):
                    links.setdefault(request.purchase.id, []).append([request.origin.id, request.purchase_line.id])
            purchases = get("purchase.purchase").browse(list(links))
            get("purchase.purchase").write(
                purchases, {"payment_term": self._masters(get)["term"].id, "invoice_method": "fulfillment"}
            )
            return links

        links = erp.batch("buyer", order)
        purchases = sorted(links)
        quoted = self._press("buyer", "purchase.purchase", "quote", purchases)
        confirmed = self._press("head", "purchase.purchase", "confirm", purchases)
        for key, pairs in links.items():
            erp.note(
                "purchase", key, created_at=ordered_at, links=sorted(pairs), quoted=[quoted], confirmed=[confirmed]
            )
        self._receive(purchases)
        self._bill("purchase.purchase", purchases, dated=True)

    def _receive(self, purchases: list[int]) -> None:
        erp = self.erp

        def prepare(get: Pool) -> list[int]:
            Shipment = get("stock.shipment.in")
            shipments = []
            for purchase in get("purchase.purchase").browse(purchases):
                shipment = Shipment(company=purchase.company, supplier=purchase.party, warehouse=purchase.warehouse)
                shipment.on_change_supplier()
                shipment.on_change_warehouse()
                shipment.incoming_moves = list(purchase.moves)
                shipments.append(shipment)
            Shipment.save(shipments)
            return [shipment.id for shipment in shipments]

        erp.later(hours=3)
        shipments = erp.batch("storeman", prepare)
        received = self._press("storeman", "stock.shipment.in", "receive", shipments)

        def moves(get: Pool) -> list[tuple[int, float]]:
            found = get("stock.shipment.in").browse(shipments)
            return [(move.id, move.internal_quantity) for each in found for move in each.incoming_moves]

        for move, quantity in erp.batch("storeman", moves):
            erp.note("receipt", move, received_at=received, quantity=quantity)
        self._press("storeman", "stock.shipment.in", "do", shipments)

    def _bill(self, model: str, keys: list[int], *, dated: bool) -> None:
        posted = self.erp.later(hours=2)

        def post(get: Pool) -> list[int]:
            invoices = [invoice for document in get(model).browse(keys) for invoice in document.invoices]
            if dated:
                get("account.invoice").write(invoices, {"invoice_date": self.erp.today})
            get("account.invoice").post(get("account.invoice").browse([invoice.id for invoice in invoices]))
            return [invoice.id for invoice in invoices]

        for invoice in self.erp.batch("accountant", post):
            self.erp.note("invoice", invoice, posted_at=posted, paid_at=None)

    def sell(self, count: int) -> None:
        """Sales, shipped and billed."""
        erp = self.erp
        at = erp.later(hours=1)

        def create(get: Pool) -> list[int]:
            known, Sale = self._masters(get), get("sale.sale")
            sales = []
            for _ in range(count):
                party = self.random.choice(known["customers"])
                sale = Sale(company=known["company"], party=party, currency=known["company"].currency)
                sale.invoice_address = sale.shipment_address = party.addresses[0]
                sale.payment_term, sale.warehouse, sale.sale_date = known["term"], known["warehouse"], erp.today
                sale.invoice_method, sale.shipment_method = "fulfillment", "order"
                sale.lines = [
                    get("sale.line")(
                        type="line",
                        product=product,
                        quantity=3.0,
                        unit=product.default_uom,
                        unit_price=Decimal("20.005"),
                    )
                    for product in self.random.sample(known["bought"], 2)
                ]
                sales.append(sale)
            Sale.save(sales)
            return [sale.id for sale in sales]

        keys = erp.batch("seller", create)
        self._press("seller", "sale.sale", "quote", keys)
        confirmed = self._press("seller", "sale.sale", "confirm", keys)
        for key in keys:
            erp.note("sale", key, created_at=at, confirmed_at=confirmed)

        def shipments(get: Pool) -> list[tuple[int, list[tuple[int, float]]]]:
            found = [shipment for sale in get("sale.sale").browse(keys) for shipment in sale.shipments]
            return [(each.id, [(move.id, move.quantity) for move in each.outgoing_moves]) for each in found]

        ids = [key for key, _ in erp.batch("storeman", shipments)]
        for button in ("assign_try", "pick", "pack", "do"):
            shipped = self._press("storeman", "stock.shipment.out", button, ids)
        for _, moves in erp.batch("storeman", shipments):
            for move, quantity in moves:
                erp.note("delivery", move, shipped_at=shipped, quantity=quantity)
        self._bill("sale.sale", keys, dated=False)

    def make(self, count: int) -> None:
        """Productions of one piece each with two operations, worked on together."""
        erp = self.erp
        at = erp.later(hours=1)

        def create(get: Pool) -> list[int]:
            known, Production = self._masters(get), get("production")
            productions = []
            for _ in range(count):
                product = self.random.choice(known["made"])
                document = Production(company=known["company"], warehouse=known["warehouse"], product=product)
                document.on_change_warehouse()
                document.quantity, document.unit = 1.0, product.default_uom
                document.bom, document.routing = product.boms[0].bom, product.boms[0].routing
                document.planned_date = document.planned_start_date = erp.today
                (document.work_center,) = get("production.work.center").search([])
                document.on_change_bom()
                productions.append(document)
            Production.save(productions)
            return [document.id for document in productions]

        keys = erp.batch("maker", create)
        confirmed = self._press("maker", "production", "wait", keys)
        self._press("maker", "production", "assign_try", keys)
        started = self._press("maker", "production", "run", keys)

        def works(get: Pool) -> list[tuple[int, list[int]]]:
            found = get("production.work").search([("production", "in", keys)], order=[("id", "ASC")])
            return [(work.id, [cycle.id for cycle in work.cycles]) for work in found]

        ids = [key for key, _ in erp.batch("maker", works)]
        began = self._press("maker", "production.work", "start", ids, minutes=5)
        ended = self._press("maker", "production.work", "stop", ids, minutes=25)
        for work, _ in erp.batch("maker", works):
            erp.note("work", work, started_at=began, ended_at=ended, minutes=25)
        done = self._press("maker", "production", "do", keys)
        for key in keys:
            erp.note(
                "production",
                key,
                created_at=at,
                confirmed_at=confirmed,
                started_at=started,
                ended_at=done,
                quantity=1.0,
            )

    def count(self, count: int) -> None:
        """Counts of two items each, one of them found wrong."""
        erp = self.erp

        def create(get: Pool) -> list[int]:
            known, Inventory = self._masters(get), get("stock.inventory")
            (storage,) = get("stock.location").search([("code", "=", "STO")])
            inventories = [
                Inventory(company=known["company"], location=storage, date=erp.today, empty_quantity="keep")
                for _ in range(count)
            ]
            Inventory.save(inventories)
            Inventory.complete_lines(inventories)
            Line = get("stock.inventory.line")
            for place, inventory in enumerate(Inventory.browse([each.id for each in inventories])):
                lines = sorted(inventory.lines, key=lambda line: line.id)
                # two items of its own each: two counts of one item at one moment would contradict each other
                kept = [lines[(2 * place) % len(lines)], lines[(2 * place + 1) % len(lines)]]
                Line.delete([line for line in lines if line not in kept])
                for number, line in enumerate(kept):
                    line.quantity = line.expected_quantity - number
                Line.save(kept)
            return [inventory.id for inventory in inventories]

        erp.later(hours=1)
        keys = erp.batch("storeman", create)
        counted = self._press("storeman", "stock.inventory", "confirm", keys)

        def lines(get: Pool) -> list[tuple[int, float, float]]:
            found = get("stock.inventory").browse(keys)
            return [(line.id, line.expected_quantity, line.quantity) for each in found for line in each.lines]

        for key, book, found in erp.batch("storeman", lines):
            erp.note("count", key, counted_at=counted, book=book, found=found)
