"""The simulation's tables as they were written down, defects and all: a KPI can only measure what the ERP says.

Belongs here: what a seeded defect changes in the truth's rows. Does not belong here: what a KPI makes of them. Sales
orders stand as they were lived: invoices and deliveries come of them, and their defects are in the order alone, where
`sales_truth.py` puts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

Row = dict[str, Any]
RECEIPT, CONSUMPTION = 1, 6  # reasons of moves
EPOCH = datetime(1970, 1, 1)


class Defects:
    """Which records carry which defect: rule → number of the record → how it is off."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_rule: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
        for row in pl.read_parquet(folder / "seeded.parquet").to_dicts():
            self._by_rule[row["of"], row["defect"]][row["number"]] = row["off_by"]
        self._changes: dict[str, Callable[[list[Row]], None]] = {
            "lines": self._lines,
            "orders": self._orders,
            "order_steps": self._order_steps,
            "requisition_steps": self._requisition_steps,
            "invoices": self._invoices,
            "moves": self._moves,
            "positions": self._positions,
        }

    def of(self, table: str, rule: str) -> dict[int, float]:
        return self._by_rule.get((table, rule), {})

    def written(self, name: str) -> list[Row]:
        """A table of the life as the ERP has it."""
        rows = self._lived(name)
        if name in self._changes:
            self._changes[name](rows)
        return rows

    def _lived(self, name: str) -> list[Row]:
        return pl.read_parquet(self._folder / f"{name}.parquet").to_dicts()

    def _lines(self, rows: list[Row]) -> None:
        for number in self.of("lines", "purchase_order_lines.quantity_not_positive"):
            rows[number]["quantity"] = 0
        for number, factor in self.of("lines", "purchase_order_lines.quantity_off_by_hundreds").items():
            rows[number]["quantity"] *= factor
        for number in self.of("lines", "purchase_order_lines.lacks_promise"):
            rows[number]["promised_at"] = None
        for number, seconds in self.of("lines", "purchase_order_lines.promised_before_entry").items():
            rows[number]["promised_at"] = _stamp(seconds)

    def _orders(self, rows: list[Row]) -> None:
        for number, seconds in self.of("orders", "purchase_order_lines.confirmed_before_entry").items():
            rows[number]["confirmed_at"] = _stamp(seconds)
        # these have one step, which alone approves them
        steps = self._lived("order_steps")
        for number, seconds in self.of("order_steps", "approval_steps.decided_before_request").items():
            rows[steps[number]["document"]]["approved_at"] = _stamp(seconds)

    def _order_steps(self, rows: list[Row]) -> None:
        for number, seconds in self.of("order_steps", "approval_steps.decided_before_request").items():
            rows[number]["decided_at"] = _stamp(seconds)
        self._decide("order_steps", rows)

    def _requisition_steps(self, rows: list[Row]) -> None:
        self._decide("requisition_steps", rows)

    def _decide(self, table: str, rows: list[Row]) -> None:
        for number, person in self.of(table, "approval_steps.approver_is_requester").items():
            rows[number]["decided_by"] = int(person)

    def _invoices(self, rows: list[Row]) -> None:
        for number, day in self.of("invoices", "supplier_invoice_lines.dated_after_entry").items():
            rows[number]["invoice_date"] = int(day)

    def _moves(self, rows: list[Row]) -> None:
        without_order = self.of("deliveries", "goods_receipts.lacks_order")
        before_order = self.of("deliveries", "goods_receipts.received_before_order")
        for row in rows:
            if row["reason"] == RECEIPT and row["document"] in without_order:
                row["line"] = -1
            elif row["reason"] == RECEIPT and row["document"] in before_order:
                row["moved_at"] = _stamp(before_order[row["document"]])
        last = max(row["moved_at"] for row in rows)
        for position, quantity in self.of("positions", "stock_positions.is_negative").items():
            taken = {"id": len(rows), "reason": CONSUMPTION, "position": position, "quantity": -int(quantity)}
            rows.append({**taken, "document": -1, "line": -1, "created_at": last, "moved_at": last, "moved_by": None})

    def _positions(self, rows: list[Row]) -> None:
        for position, quantity in self.of("positions", "stock_positions.is_negative").items():
            rows[position]["on_hand"] -= int(quantity)


def _stamp(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)
