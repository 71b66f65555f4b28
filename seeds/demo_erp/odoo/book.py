"""What every writer needs at hand: the history, the tables, the trails, and who is who in the database.

Belongs here: ids of people and partners, totals by order line. Does not belong here: rows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from seeds.demo_erp.documents import Document
from seeds.demo_erp.goods import Transfer
from seeds.demo_erp.history import History
from seeds.demo_erp.odoo.journal import Journal
from seeds.demo_erp.odoo.tables import Tables

COMPANY_ID = 1
CURRENCY_IDS = {"USD": 1, "CNY": 6}
# Odoo's own users and partners come first; product ids run apart from template ids, as in most databases
SYSTEM_USER, SYSTEM_PARTNER = 1, 2
FIRST_USER, FIRST_PARTNER = 6, 7
PRODUCT_OFFSET = 40


class Book:
    """The database in the making."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.company = history.company
        self.tables = Tables()
        self.journal = Journal()
        self.installed_at = history.start - timedelta(days=40, hours=-10, microseconds=-702722)
        self._languages = {person.login: person.language for person in self.company.people}
        for number, person in enumerate(self.company.people):
            self.tables.give_id("user", person.login, FIRST_USER + number)
        partners = [person.login for person in self.company.people]
        partners += [*self.company.suppliers, *self.company.customers]
        for number, key in enumerate(partners):
            self.tables.give_id("partner", key, FIRST_PARTNER + number)
        self.tables.number("template", list(self.company.items))
        for key in self.company.items:
            self.tables.give_id("product", key, self.tables.id_of("template", key) + PRODUCT_OFFSET)
        self.transfers_of: dict[str, list[Transfer]] = defaultdict(list)
        for transfer in history.transfers:
            self.transfers_of[transfer.order].append(transfer)
        self.moved, self.moved_at = self._moved()
        self.invoiced, self.invoiced_at = self._invoiced()

    def user(self, login: str) -> int:
        return SYSTEM_USER if login == "system" else self.tables.id_of("user", login)

    def author(self, login: str) -> int:
        """The partner behind a user."""
        return SYSTEM_PARTNER if login == "system" else self.tables.id_of("partner", login)

    def language(self, login: str) -> str:
        return self._languages.get(login, "en_US")

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return self.history.calendar.local_day(moment)

    def user_reference(self, login: str) -> str:
        """How the audit log writes a person."""
        return str((self.user(login), self.company.person[login].name))

    def item_name(self, code: str, login: str) -> str:
        """An item as a user sees it: [code] name."""
        item = self.company.items[code]
        return f"[{code}] {item.name_zh if self.language(login) == 'zh_CN' else item.name_en}"

    def say(self, model: str, res_id: int, at: datetime, login: str, *values: dict[str, object]) -> None:
        """A message of a user in a document's thread."""
        self.journal.message(model, res_id, at, self.author(login), *values)

    def last_touch(self, document: Document, *more: datetime | None) -> datetime:
        """When a document's row was last written."""
        stamps = [document.created_at, *(change.at for change in document.changes)]
        stamps += [change.at for change in getattr(document, "field_changes", ())]
        return max([*stamps, *(at for at in more if at)])

    def _moved(self) -> tuple[dict[str, float], dict[str, datetime]]:
        """Net quantity by order line in stock units: what crossed the border, less what came back."""
        quantities: dict[str, float] = defaultdict(float)
        last: dict[str, datetime] = {}
        for transfer in self.history.transfers:
            if transfer.done_at and transfer.source.is_internal != transfer.destination.is_internal:
                sign = -1 if transfer.kind.endswith("_return") else 1
                for line in transfer.lines:
                    quantities[line.order_line] = round(quantities[line.order_line] + sign * line.done, 2)
                    last[line.order_line] = max(last.get(line.order_line, transfer.done_at), transfer.done_at)
        return quantities, last

    def _invoiced(self) -> tuple[dict[str, float], dict[str, datetime]]:
        """Net quantity by order line in the line's unit, drafts included."""
        quantities: dict[str, float] = defaultdict(float)
        last: dict[str, datetime] = {}
        for invoice in self.history.invoices:
            for line in invoice.lines:
                if line.order_line:
                    signed = -line.quantity if invoice.kind.endswith("_credit") else line.quantity
                    quantities[line.order_line] = round(quantities[line.order_line] + signed, 2)
                    last[line.order_line] = max(last.get(line.order_line, invoice.created_at), invoice.created_at)
        return quantities, last
