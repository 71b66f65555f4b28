"""Payments as journal entries, reconciled with the open line of the invoice they pay.

Belongs here: payment entries, exchange differences, `account_partial_reconcile`. Not here: invoices.
"""

from __future__ import annotations

from seeds.demo_erp.odoo.book import COMPANY_ID, CURRENCY_IDS, Book
from seeds.demo_erp.odoo.odoo_finance import MODEL, Entry, Ledger, name_invoices
from seeds.demo_erp.odoo.tables import iso, micro


def write_finance(book: Book) -> None:
    """All invoices and payments, oldest first."""
    entries = []
    for invoice in book.history.invoices:
        entries.append(Entry(invoice.created_at, invoice))
        entries += [Entry(payment.at, invoice, payment) for payment in invoice.payments]
    entries.sort(key=lambda entry: entry.at)
    ledger = Ledger(book)
    name_invoices(ledger, entries)
    invoices: dict[str, Entry] = {}
    for entry in entries:
        if entry.payment is None:
            ledger.write_invoice(entry)
            invoices[entry.invoice.key] = entry
        else:
            _write_payment(ledger, entry, invoices[entry.invoice.key])


def _write_payment(ledger: Ledger, entry: Entry, invoice_entry: Entry) -> None:
    payment, invoice = entry.payment, entry.invoice
    # money leaves the bank for suppliers: their account is debited
    sign = 1 if invoice.kind == "supplier" else -1
    entry.name = ledger.next_name(f"PBNK1/{ledger.book.day(payment.at):%Y}", 5)
    _write_entry(ledger, entry, invoice.reference or invoice_entry.name, payment.amount)
    paid = round(payment.amount / ledger.rate(invoice, payment.at), 2)
    owed = round(payment.amount / ledger.rate(invoice, invoice.reached("posted").at), 2)
    _write_side(ledger, entry, -sign * paid, -sign * payment.amount)
    payment_line = _write_side(ledger, entry, sign * paid, sign * payment.amount)
    pair = (payment_line, invoice_entry.open_line)
    _reconcile(ledger, entry, *(pair if sign == 1 else pair[::-1]), min(paid, owed), payment.amount)
    if paid != owed:
        _write_exchange_difference(ledger, entry, payment_line, invoice_entry.open_line, round(owed - paid, 2))


def _write_exchange_difference(ledger: Ledger, entry: Entry, payment_line: int, open_line: int, missing: float) -> None:
    """A bill in foreign currency, paid at another rate: an entry without an amount in that currency."""
    difference = Entry(entry.at, entry.invoice, entry.payment)
    difference.name = ledger.next_name(f"EXCH/{ledger.book.day(entry.at):%Y/%m}", 4)
    _write_entry(ledger, difference, None, 0.0)
    line = _write_side(ledger, difference, missing, 0.0)
    _write_side(ledger, difference, -missing, 0.0)
    pair = (line, open_line) if missing > 0 else (payment_line, line)
    _reconcile(ledger, difference, *pair, abs(missing), 0.0)


def _write_entry(ledger: Ledger, entry: Entry, reference: str | None, amount: float) -> None:
    payment, invoice, book = entry.payment, entry.invoice, ledger.book
    entry.id = book.tables.next_id("account_move")
    day = iso(book.day(payment.at))
    book.tables.add(
        "account_move",
        id=entry.id,
        name=entry.name,
        ref=reference,
        state="posted",
        move_type="entry",
        payment_state="not_paid",
        partner_id=book.tables.id_of("partner", invoice.partner),
        currency_id=CURRENCY_IDS[invoice.currency],
        company_id=COMPANY_ID,
        date=day,
        invoice_date_due=day,
        invoice_currency_rate=0.0,
        amount_untaxed=0.0,
        amount_total=amount,
        create_uid=book.user(payment.by),
        create_date=micro(payment.at),
        write_date=micro(payment.at),
    )
    book.say(MODEL, entry.id, payment.at, payment.by)


def _write_side(ledger: Ledger, entry: Entry, balance: float, amount_currency: float) -> int:
    at = entry.payment.at
    day = iso(ledger.book.day(at))
    return ledger.add_line(
        entry,
        round(balance, 2),
        round(amount_currency, 2),
        display_type="product",
        quantity=1.0,
        price_unit=0.0,
        price_subtotal=round(amount_currency, 2),
        date=day,
        date_maturity=day if amount_currency else None,
        create_date=micro(at),
        write_date=micro(at),
    )


def _reconcile(ledger: Ledger, entry: Entry, debit: int, credit: int, amount: float, amount_currency: float) -> None:
    payment, book = entry.payment, ledger.book
    book.tables.add(
        "account_partial_reconcile",
        id=book.tables.next_id("account_partial_reconcile"),
        debit_move_id=debit,
        credit_move_id=credit,
        amount=amount,
        debit_amount_currency=amount_currency,
        credit_amount_currency=amount_currency,
        company_id=COMPANY_ID,
        max_date=iso(max(book.day(payment.at), book.day(entry.invoice.reached("posted").at))),
        create_uid=book.user(payment.by),
        create_date=micro(payment.at),
        write_date=micro(payment.at),
    )
