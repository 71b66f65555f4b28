"""The company before its first document: books, people and who supervises them, partners, products, routings.

Belongs here: master data, entered through Tryton's own client library. Does not belong here: documents.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from proteus import Model
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import create_payment_term, set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company, get_company

# login, name, login of the supervisor
PEOPLE = [
    ("boss", "Bella Boss", None),
    ("head", "Hugo Head of Supply", "boss"),
    ("requester", "Rosa Requester", "head"),
    ("approver", "Alan Approver", "boss"),
    ("buyer", "Bruno Buyer", "head"),
    ("storeman", "Stan Storeman", "head"),
    ("accountant", "Ada Accountant", "boss"),
    ("seller", "Selma Seller", "boss"),
    ("maker", "Max Maker", "head"),
]
BOUGHT, MADE = 12, 2


def enter(first_day: date) -> None:
    """Everything that documents need, entered at the clock's moment."""
    _company(first_day)
    _people()
    _partners()
    _products()
    _work()


def _company(first_day: date) -> None:
    create_company(currency="USD")
    company = get_company()
    create_chart(company)
    year = create_fiscalyear(company, today=(first_day.replace(month=1, day=1), first_day.replace(month=12, day=31)))
    year = set_fiscalyear_invoice_sequences(year)
    year.save()
    year.click("create_period")
    accounts = get_accounts(company)
    journal, *_ = Model.get("account.journal").find([("type", "=", "cash")])
    method = Model.get("account.invoice.payment.method")(name="Bank", journal=journal)
    method.credit_account = method.debit_account = accounts["cash"]
    method.save()
    # an invoice in another currency leaves a cent here and there
    settings = Model.get("account.configuration")(1)
    settings.currency_exchange_credit_account = accounts["revenue"]
    settings.currency_exchange_debit_account = accounts["expense"]
    settings.save()
    category = Model.get("product.category")(name="Goods", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.save()
    create_payment_term().save()
    _currency("EUR", "Euro", "€", [(date(2026, 1, 1), Decimal("0.8")), (date(2026, 4, 1), Decimal("0.9"))])


def _currency(code: str, name: str, symbol: str, rates: list[tuple[date, Decimal]]) -> None:
    currency = Model.get("currency.currency")(name=name, code=code, symbol=symbol, rounding=Decimal("0.01"), digits=2)
    for day, rate in rates:
        currency.rates.new(date=day, rate=rate)
    currency.save()


def _people() -> None:
    Party, Employee, User, Group = map(Model.get, ["party.party", "company.employee", "res.user", "res.group"])
    company = get_company()
    employees = {}
    for login, name, supervisor in PEOPLE:
        party = Party(name=name)
        party.save()
        employee = Employee(party=party, supervisor=employees.get(supervisor))
        employee.save()
        employees[login] = employee
        user = User(name=name, login=login)
        user.groups.extend(Group.find([]))
        user.companies.append(Model.get("company.company")(company.id))
        user.company = company
        user.employees.append(Employee(employee.id))
        user.employee = Employee(employee.id)
        user.save()


def _partners() -> None:
    Party = Model.get("party.party")
    (term,) = Model.get("account.invoice.payment_term").find([("name", "=", "Direct")])
    for number in range(4):
        Party(name=f"Supplier {number}", supplier_payment_term=term).save()
        customer = Party(name=f"Customer {number}", customer_payment_term=term)
        customer.addresses[0].city = "Ghent"
        customer.save()


def _products() -> None:
    Template, Entry = Model.get("product.template"), Model.get("purchase.product_supplier")
    Uom = Model.get("product.uom")
    (unit,) = Uom.find([("name", "=", "Unit")])
    (category,) = Model.get("product.category").find([])
    suppliers = Model.get("party.party").find([("name", "like", "Supplier%")])
    dozen = Uom(
        name="Dozen", symbol="dz", category=unit.category, factor=12.0, rate=0.083333333333, rounding=1.0, digits=0
    )
    dozen.save()
    for number in range(BOUGHT + MADE):
        template = Template(name=f"Product {number}", code=f"P{number:02}", type="goods", default_uom=unit)
        template.purchasable = template.salable = True
        template.producible = number >= BOUGHT
        template.list_price = Decimal(20 + number)
        template.cost_price_method = ("average", "fixed")[number % 2]
        template.account_category = category
        template.products[0].cost_price = Decimal(10 + number)
        template.save()
        if number < BOUGHT:
            entry = Entry(template=template, party=suppliers[number % 4], lead_time=timedelta(days=7))
            entry.currency = get_company().currency
            entry.prices.new(quantity=0.0, unit_price=Decimal(10 + number))
            entry.save()


def _work() -> None:
    Product, Bom = Model.get("product.product"), Model.get("production.bom")
    products = Product.find([("template.name", "like", "Product%")], order=[("id", "ASC")])
    category = Model.get("production.work.center.category")(name="Bench")
    category.save()
    center = Model.get("production.work.center")(name="Bench 1", category=category)
    center.warehouse = Model.get("stock.location").find([("code", "=", "WH")])[0]
    center.cost_price, center.cost_method = Decimal(30), "hour"
    center.save()
    routing = Model.get("production.routing")(name="Assembly")
    for name in ("Prepare", "Assemble"):
        operation = Model.get("production.routing.operation")(name=name, work_center_category=category)
        operation.save()
        routing.steps.new(operation=operation)
    for made in products[BOUGHT:]:
        bom = Bom(name=made.code)
        for component in products[:2]:
            bom.inputs.new(product=component, quantity=2)
        bom.outputs.new(product=made, quantity=1)
        bom.save()
        routing.boms.append(Bom(bom.id))
        made.boms.append(Model.get("product.product-production.bom")(bom=bom))
        made.save()
    routing.save()
    for made in products[BOUGHT:]:
        link = Product(made.id).boms[0]
        link.routing = routing
        link.save()
