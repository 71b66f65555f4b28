"""The trails an Odoo database keeps: messages, tracked values, and the audit log where it is subscribed.

Belongs here: collecting the trails and writing them in the order of time. Does not belong here: what is worth
a trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from seeds.demo_erp.odoo.labels import FIELD, FIELDS
from seeds.demo_erp.odoo.tables import Tables, micro, translated, whole

# The audit log's rules: "fast" ones never know the old value
MODEL_IDS = {
    "purchase.order": 648,
    "purchase.order.line": 649,
    "purchase.request": 676,
    "sale.order": 666,
    "sale.order.line": 667,
    "tier.review": 395,
}
FAST_MODELS = ("purchase.order", "purchase.request")

# field name, old value, new value
AuditLine = tuple[str, object, object]


@dataclass(frozen=True)
class Message:
    model: str
    res_id: int
    at: datetime
    partner: int
    values: tuple[dict[str, object], ...]


@dataclass(frozen=True)
class AuditEntry:
    model: str
    res_id: int
    at: datetime
    user: int
    method: str
    lines: tuple[AuditLine, ...]


class Journal:
    """Trails in any order; `write` sorts them by time, those of one moment as they came."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._entries: list[AuditEntry] = []

    def message(self, model: str, res_id: int, at: datetime, partner: int, *values: dict[str, object]) -> None:
        """A message in a document's thread, with the tracked values it carries."""
        self._messages.append(Message(model, res_id, at, partner, values))

    def audit(self, model: str, res_id: int, at: datetime, user: int, method: str, *lines: AuditLine) -> None:
        """One call of create, write or unlink."""
        self._entries.append(AuditEntry(model, res_id, at, user, method, lines))

    def write(self, tables: Tables) -> None:
        self._write_fields(tables)
        for message in sorted(self._messages, key=lambda message: message.at):
            stamps = {"create_date": micro(message.at), "write_date": micro(message.at)}
            number = tables.next_id("mail_message")
            tables.add(
                "mail_message",
                id=number,
                model=message.model,
                res_id=message.res_id,
                date=whole(message.at),
                author_id=message.partner,
                **stamps,
            )
            for values in message.values:
                value_id = tables.next_id("mail_tracking_value")
                tables.add("mail_tracking_value", id=value_id, mail_message_id=number, **values, **stamps)
        for entry in sorted(self._entries, key=lambda entry: entry.at):
            self._write_entry(tables, entry)

    def _write_entry(self, tables: Tables, entry: AuditEntry) -> None:
        stamps = {"create_date": micro(entry.at), "write_date": micro(entry.at)}
        number = tables.next_id("auditlog_log")
        tables.add(
            "auditlog_log",
            id=number,
            model_id=MODEL_IDS[entry.model],
            model_model=entry.model,
            res_id=entry.res_id,
            user_id=entry.user,
            method=entry.method,
            log_type="fast" if entry.model in FAST_MODELS else "full",
            **stamps,
        )
        for name, old, new in entry.lines:
            tables.add(
                "auditlog_log_line",
                id=tables.next_id("auditlog_log_line"),
                log_id=number,
                field_name=name,
                old_value=None if old is None else str(old),
                new_value=None if new is None else str(new),
                **stamps,
            )

    def _write_fields(self, tables: Tables) -> None:
        for field in FIELDS:
            tables.add("ir_model_fields", id=field.id, model=field.model, name=field.name, ttype=field.kind)
            for sequence, (value, names) in enumerate((field.labels or {}).items()):
                tables.add(
                    "ir_model_fields_selection",
                    id=tables.next_id("ir_model_fields_selection") + 1300,
                    field_id=field.id,
                    value=value,
                    name=translated(*names),
                    sequence=sequence,
                )


def chosen(model: str, field: str, old: str, new: str, language: str) -> dict[str, object]:
    """A tracked selection, as labels in the acting user's language."""
    tracked = FIELD[model, field]
    labels = {"old_value_char": tracked.label(old, language), "new_value_char": tracked.label(new, language)}
    return {"field_id": tracked.id, **labels}


def numbered(model: str, field: str, old: float, new: float) -> dict[str, object]:
    """A tracked amount."""
    return {"field_id": FIELD[model, field].id, "old_value_float": old, "new_value_float": new}


def ticked(model: str, field: str) -> dict[str, object]:
    """A tracked check box that was set."""
    return {"field_id": FIELD[model, field].id, "old_value_integer": 0, "new_value_integer": 1}
