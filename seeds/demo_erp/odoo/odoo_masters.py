"""People, partners and items.

Belongs here: master records with their history's traces (leaving, last cost). Does not belong here:
documents.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from seeds.demo_erp import company as demo
from seeds.demo_erp.company import Customer, Person, Supplier
from seeds.demo_erp.odoo.book import COMPANY_ID, Book
from seeds.demo_erp.odoo.odoo_settings import UNIT_IDS, write_system_users
from seeds.demo_erp.odoo.tables import micro, translated

CATEGORIES = {
    "raw": "原材料",
    "part": "外购件",
    "finished": "产成品",
    "consumable": "低值易耗",
    "service": "服务",
}
FIRST_CATEGORY = 4


def write_masters(book: Book) -> None:
    """All master rows."""
    _write_departments(book)
    write_system_users(book)
    for person in book.company.people:
        _write_person(book, person)
    _write_partners(book)
    _write_items(book)
    for login in book.history.logins:
        number = book.tables.next_id("res_users_log")
        book.tables.add("res_users_log", id=number, create_uid=book.user(login.person), create_date=micro(login.at))


def _write_departments(book: Book) -> None:
    names = [("Administration", "系统管理")]
    names += [(department.name_en, department.name_zh) for department in book.company.departments]
    for number, name in enumerate(names, 1):
        book.tables.add("hr_department", id=number, name=translated(*name), company_id=COMPANY_ID, active=1)
    book.tables.number("department", ["", *(department.code for department in book.company.departments)])
    book.tables.add(
        "hr_employee", id=1, name="Administrator", user_id=2, department_id=1, company_id=COMPANY_ID, active=1
    )


def _left_at(book: Book, person: Person) -> datetime | None:
    """The evening somebody left, if that has happened."""
    left_at = book.history.calendar.moment(person.left_on, 18 * 60) if person.left_on else None
    return max(left_at, book.installed_at) if left_at and left_at < book.history.end else None


def _write_person(book: Book, person: Person) -> None:
    left_at = _left_at(book, person)
    is_active = int(left_at is None)
    stamps = {"create_date": micro(book.installed_at), "write_date": micro(left_at or book.installed_at)}
    number, partner = book.user(person.login), book.author(person.login)
    book.tables.add(
        "res_users",
        id=number,
        login=person.login,
        partner_id=partner,
        company_id=COMPANY_ID,
        active=is_active,
        share=0,
        **stamps,
    )
    _add_partner(book, partner, person.name, stamps, lang=person.language, is_company=0, active=is_active)
    book.tables.add(
        "hr_employee",
        id=book.tables.next_id("hr_employee"),
        name=person.name,
        user_id=number,
        department_id=book.tables.id_of("department", person.department),
        company_id=COMPANY_ID,
        active=is_active,
    )


def _write_partners(book: Book) -> None:
    """Suppliers and customers; a rank counts the documents, and is what makes a partner one or the other."""
    stamps = {"create_date": micro(book.installed_at), "write_date": micro(book.installed_at)}
    ranks = Counter(invoice.partner for invoice in book.history.invoices)
    _add_partner(book, 1, demo.NAME, stamps, lang="zh_CN", is_company=1)
    for supplier in book.company.suppliers.values():
        _add_company(book, supplier, "en_US" if supplier.currency == "USD" else "zh_CN", stamps, ranks, "supplier")
    for customer in book.company.customers.values():
        _add_company(book, customer, customer.language, stamps, ranks, "customer")


def _add_company(
    book: Book,
    partner: Supplier | Customer,
    language: str,
    stamps: dict[str, str],
    ranks: Counter[str],
    side: str,
) -> None:
    number = book.tables.id_of("partner", partner.code)
    rank = {f"{side}_rank": 1 + ranks[partner.code]}
    texts = {"ref": partner.code, "vat": partner.tax_number or None, "lang": language}
    _add_partner(book, number, partner.name, stamps, is_company=1, **texts, **rank)


def _add_partner(book: Book, number: int, name: str, stamps: dict[str, str], **values: object) -> None:
    usual = {"active": 1, "supplier_rank": 0, "customer_rank": 0, "commercial_partner_id": number}
    book.tables.add("res_partner", id=number, name=name, complete_name=name, **{**usual, **values}, **stamps)


def _write_items(book: Book) -> None:
    tables = book.tables
    tables.add("product_category", id=1, name="All", complete_name="All")
    tables.number("category", ["", "", "", *CATEGORIES])
    for code, name in CATEGORIES.items():
        number = tables.give_id("category", code, FIRST_CATEGORY + list(CATEGORIES).index(code))
        tables.add("product_category", id=number, name=name, complete_name=f"All / {name}", parent_id=1)
    # the average cost is kept on the product: every valued move writes it
    costed_at = {entry.item: entry.at for entry in book.history.values}
    created = micro(book.installed_at)
    for item in book.company.items.values():
        template, product = tables.id_of("template", item.code), tables.id_of("product", item.code)
        tables.add(
            "product_template",
            id=template,
            name=translated(item.name_en, item.name_zh),
            type="service" if item.category == "service" else "consu",
            is_storable=int(item.is_storable),
            categ_id=tables.id_of("category", item.category),
            uom_id=UNIT_IDS[item.unit],
            default_code=item.code,
            active=1,
            create_date=created,
            write_date=created,
        )
        tables.add(
            "product_product",
            id=product,
            product_tmpl_id=template,
            default_code=item.code,
            active=1,
            create_date=created,
            write_date=micro(costed_at.get(item.code)) or created,
        )
        for sequence, code in enumerate(filter(None, [item.supplier, item.second_supplier]), 1):
            tables.add(
                "product_supplierinfo",
                id=tables.next_id("product_supplierinfo"),
                partner_id=tables.id_of("partner", code),
                product_tmpl_id=template,
                company_id=COMPANY_ID,
                sequence=sequence,
                min_qty=0.0,
                delay=book.company.suppliers[code].lead_days,
            )
