"""Invoices, bills and credit notes as journal entries.

Belongs here: numbering all entries, and the invoices' own rows. Does not belong here: payments
(`odoo_payments.py`), stock's entries (which the product does not read).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from seeds.demo_erp.documents import Invoice, InvoiceLine, Payment
from seeds.demo_erp.odoo.book import COMPANY_ID, CURRENCY_IDS, Book
from seeds.demo_erp.odoo.journal import chosen, ticked
from seeds.demo_erp.odoo.tables import iso, micro

MODEL = "account.move"
# Kind → move type, prefix of its numbers, whether they start anew each month, sign of the lines
KINDS = {
    "supplier": ("in_invoice", "BILL", True, 1),
    "supplier_credit": ("in_refund", "RBILL", True, -1),
    "customer": ("out_invoice", "INV", False, -1),
    "customer_credit": ("out_refund", "RINV", False, 1),
}


@dataclass
class Entry:
    """A journal entry: an invoice, or a payment of one. `open_line` is the invoice's payment term line."""

    at: datetime
    invoice: Invoice
    payment: Payment | None = None
    id: int = 0
    name: str = "/"
    open_line: int = 0


@dataclass
class Ledger:
    """Writes entries; their ids follow the order in which they are created, their names that of posting."""

    book: Book
    numbers: Counter[str] = field(default_factory=Counter)

    def write_invoice(self, entry: Entry) -> None:
        invoice, book = entry.invoice, self.book
        move_type, _, _, sign = KINDS[invoice.kind]
        entry.id = book.tables.next_id("account_move")
        posted = invoice.reached("posted")
        accounted_at = posted.at if posted else invoice.created_at
        touched = book.last_touch(invoice, *(payment.at for payment in invoice.payments))
        rate = self.rate(invoice, accounted_at)
        stamps = {"create_date": micro(invoice.created_at), "write_date": micro(touched)}
        book.tables.add(
            "account_move",
            id=entry.id,
            name=entry.name,
            ref=invoice.reference,
            state="posted" if posted else "draft",
            move_type=move_type,
            payment_state=payment_state(invoice.paid, invoice.amount),
            partner_id=book.tables.id_of("partner", invoice.partner),
            currency_id=CURRENCY_IDS[invoice.currency],
            company_id=COMPANY_ID,
            invoice_date=iso(invoice.invoice_date),
            date=iso(book.day(accounted_at)),
            invoice_date_due=iso(invoice.due_date),
            invoice_currency_rate=rate,
            amount_untaxed=invoice.amount,
            amount_total=invoice.amount,
            create_uid=book.user(invoice.created_by),
            **stamps,
        )
        stamps["date"] = iso(book.day(accounted_at))
        balances = [self._write_line(entry, line, sign, rate, stamps) for line in invoice.lines]
        entry.open_line = self.add_line(
            entry,
            -round(sum(balances), 2),
            round(-sign * invoice.amount, 2),
            display_type="payment_term",
            quantity=0.0,
            price_unit=0.0,
            price_subtotal=0.0,
            date_maturity=iso(invoice.due_date),
            **stamps,
        )
        self._trail(entry)

    def next_name(self, start: str, digits: int) -> str:
        """The next number of a sequence, e.g. BILL/2026/03/0007."""
        self.numbers[start] += 1
        return f"{start}/{self.numbers[start]:0{digits}}"

    def rate(self, invoice: Invoice, at: datetime) -> float:
        """Units of the invoice's currency per company currency on a day."""
        month = self.book.day(at).replace(day=1)
        return self.book.history.rates[month] if invoice.currency == "USD" else 1.0

    def add_line(self, entry: Entry, balance: float, amount_currency: float, **values: object) -> int:
        """One line in the invoice's currency; returns its id."""
        number = self.book.tables.next_id("account_move_line")
        self.book.tables.add(
            "account_move_line",
            id=number,
            move_id=entry.id,
            balance=balance,
            amount_currency=amount_currency,
            currency_id=CURRENCY_IDS[entry.invoice.currency],
            company_id=COMPANY_ID,
            **values,
        )
        return number

    def _write_line(
        self, entry: Entry, line: InvoiceLine, sign: int, rate: float, stamps: dict[str, str | None]
    ) -> float:
        ids = self.book.tables
        subtotal = round(line.quantity * line.price, 2)
        balance = round(sign * subtotal / rate, 2)
        is_purchase = entry.invoice.kind.startswith("supplier")
        self.add_line(
            entry,
            balance,
            round(sign * subtotal, 2),
            display_type="product",
            product_id=ids.id_of("product", line.item),
            purchase_line_id=ids.id_of("purchase_order_line", line.order_line) if is_purchase else None,
            quantity=line.quantity,
            price_unit=line.price,
            price_subtotal=subtotal,
            **stamps,
        )
        return balance

    def _trail(self, entry: Entry) -> None:
        invoice, book = entry.invoice, self.book
        book.say(MODEL, entry.id, invoice.created_at, invoice.created_by)
        posted = invoice.reached("posted")
        if posted:
            state = chosen(MODEL, "state", "draft", "posted", book.language(posted.by))
            book.say(MODEL, entry.id, posted.at, posted.by, state, ticked(MODEL, "checked"))
        paid, before = 0.0, "not_paid"
        for payment in invoice.payments:
            paid = round(paid + payment.amount, 2)
            after = payment_state(paid, invoice.amount)
            change = chosen(MODEL, "payment_state", before, after, book.language(payment.by))
            book.say(MODEL, entry.id, payment.at, payment.by, change)
            before = after


def payment_state(paid: float, amount: float) -> str:
    """Odoo's summary of what is paid of an invoice."""
    if paid <= 0:
        return "not_paid"
    return "paid" if paid >= amount else "partial"


def name_invoices(ledger: Ledger, entries: list[Entry]) -> None:
    """Give posted invoices their numbers, in the order of posting; drafts keep a slash."""
    posted = [(entry.invoice.reached("posted"), entry) for entry in entries if entry.payment is None]
    for change, entry in sorted((pair for pair in posted if pair[0]), key=lambda pair: pair[0].at):
        _, prefix, is_monthly, _ = KINDS[entry.invoice.kind]
        day = ledger.book.day(change.at)
        start = f"{prefix}/{day:%Y/%m}" if is_monthly else f"{prefix}/{day:%Y}"
        entry.name = ledger.next_name(start, 4 if is_monthly else 5)
