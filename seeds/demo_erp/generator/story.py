"""The whole history, part by part, cut at the end of the period.

Belongs here: the order in which the parts are invented, and the cut. Does not belong here: any part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from seeds.demo_erp.company import MAIN, SOUTH
from seeds.demo_erp.documents import Document, PurchaseOrder
from seeds.demo_erp.generator.bills import bill
from seeds.demo_erp.generator.customer_invoices import invoice_sales
from seeds.demo_erp.generator.deliveries import deliver
from seeds.demo_erp.generator.procurement import Procurement
from seeds.demo_erp.generator.production import Demand, ShopFloor, demand_of, plan_shop_floor
from seeds.demo_erp.generator.purchase_orders import Buyers
from seeds.demo_erp.generator.receipts import receive
from seeds.demo_erp.generator.sales import plan_sales
from seeds.demo_erp.generator.stock_moves import all_moves
from seeds.demo_erp.generator.valuation import Valuation
from seeds.demo_erp.generator.world import World, create_world
from seeds.demo_erp.goods import Transfer
from seeds.demo_erp.history import History, Login, known_by


def generate(*, scale: float, months: int, seed: int, on_step: Callable[[str], None]) -> History:
    """The history of the last `months` months; `scale` multiplies the number of documents."""
    world = create_world(scale=scale, months=months, seed=seed)
    on_step("sales")
    sales_orders = plan_sales(world)
    deliveries = deliver(world, sales_orders)
    on_step("production")
    shop_floor = plan_shop_floor(world, deliveries)
    on_step("purchasing")
    procurement = Procurement(world, _bought(deliveries, shop_floor))
    procurement.walk()
    purchase_orders = _orders(world, procurement)
    receipts = receive(world, purchase_orders)
    on_step("invoices")
    invoices = bill(world, purchase_orders, receipts) + invoice_sales(world, sales_orders, deliveries)
    on_step("stock")
    # from here on only what has happened by the end counts
    transfers = known_by([*deliveries, *receipts, *shop_floor.internal_transfers], world.end)
    productions = known_by(shop_floor.productions, world.end)
    scrappings = known_by(shop_floor.scrappings, world.end)
    purchase_orders = known_by(purchase_orders, world.end)
    invoices = known_by(invoices, world.end)
    moves = all_moves(world, transfers, ShopFloor(list(productions), [], list(scrappings)))
    history = History(
        company=world.company,
        start=world.start,
        end=world.end,
        calendar=world.calendar,
        rates={month: rate for month, rate in world.rates.items() if month <= world.day(world.end - timedelta(1))},
        requisitions=known_by(procurement.requisitions, world.end),
        purchase_orders=purchase_orders,
        sales_orders=known_by(sales_orders, world.end),
        transfers=transfers,
        productions=productions,
        invoices=invoices,
        moves=tuple(moves),
        values=tuple(Valuation(world, purchase_orders).run(moves, invoices)),
        logins=(),
    )
    return replace(history, logins=_logins(world, history))


def _bought(deliveries: list[Transfer], shop_floor: ShopFloor) -> dict[str, Demand]:
    """What purchasing has to provide, by warehouse: parts that are sold or used, not products."""
    demand = {MAIN: demand_of(deliveries, MAIN), SOUTH: demand_of(deliveries, SOUTH)}
    for item, needs in shop_floor.component_demand().items():
        demand[MAIN][item] += needs
    return demand


def _orders(world: World, procurement: Procurement) -> list[PurchaseOrder]:
    buyers = Buyers(world)
    drafts = sorted(procurement.drafts, key=lambda draft: draft.created_at)
    return [buyers.order(f"order-{number}", draft) for number, draft in enumerate(drafts, 1)]


def _logins(world: World, history: History) -> tuple[Login, ...]:
    """Everybody's latest login: the morning of the last day with a trace, long ago for those without."""
    chance = world.chance("logins")
    last_seen: dict[str, datetime] = defaultdict(lambda: world.start)
    for documents in (history.requisitions, history.purchase_orders, history.sales_orders, history.invoices):
        for document in documents:
            _see(last_seen, document)
    for transfer in history.transfers:
        if transfer.done_at:
            last_seen[transfer.done_by] = max(last_seen[transfer.done_by], transfer.done_at)
    logins = []
    for person in world.company.people:
        seen = last_seen[person.login]
        if seen == world.start:
            days = chance.randint(0, (world.end - world.start).days // 3)
            seen = world.calendar.some_moment(world.first_day + timedelta(days=days), chance)
        at = world.calendar.moment(world.day(seen), 8 * 60 + 30) + timedelta(seconds=chance.uniform(0, 1700))
        logins.append(Login(person.login, at))
    return tuple(sorted(logins, key=lambda login: login.at))


def _see(last_seen: dict[str, datetime], document: Document) -> None:
    traces = [(document.created_by, document.created_at)]
    traces += [(change.by, change.at) for change in document.changes]
    for round_ in getattr(document, "rounds", ()):
        traces += [(step.decided_by, step.decided_at) for step in round_.steps if step.decided_at]
    for person, at in traces:
        last_seen[person] = max(last_seen[person], at)
