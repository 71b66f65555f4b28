"""All tables of the Odoo database of a history.

Belongs here: the order in which the writers run. Does not belong here: any table.
"""

from __future__ import annotations

from seeds.demo_erp.history import History
from seeds.demo_erp.odoo.book import Book
from seeds.demo_erp.odoo.odoo_approvals import write_reviews
from seeds.demo_erp.odoo.odoo_masters import write_masters
from seeds.demo_erp.odoo.odoo_payments import write_finance
from seeds.demo_erp.odoo.odoo_purchasing import write_purchasing
from seeds.demo_erp.odoo.odoo_sales import write_sales
from seeds.demo_erp.odoo.odoo_settings import write_settings
from seeds.demo_erp.odoo.odoo_stock import write_stock

Rows = dict[str, list[tuple[object, ...]]]


def odoo_tables(history: History) -> Rows:
    """Table → rows in the order of the schema's columns."""
    book = Book(history)
    write_settings(book)
    write_masters(book)
    write_purchasing(book)
    write_reviews(book)
    write_sales(book)
    write_stock(book)
    write_finance(book)
    book.journal.write(book.tables)
    return book.tables.rows
