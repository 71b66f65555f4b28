"""What the ten KPIs ought to be on an ERPNext database: plain SQL for the stamps, plain Python for the definitions.

The definitions are those of `tests.acceptance.truth`, written from the cards; here stands what ERPNext calls an order,
a receipt, a promise. Nothing is shared with the product.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from types import SimpleNamespace as Row

from tests.acceptance.truth import Truth
from tests.acceptance.working_time import local
from tests.sources.erpnext.database import in_source, utc
from tests.support import MariaDbServer

STATES = {0: "draft", 1: "purchase", 2: "cancel"}


def end_of(day: date) -> datetime:
    """The last second of a day of the site, in UTC."""
    return utc(datetime.combine(day, time(23, 59, 59)))


class ErpNextTruth(Truth):
    """All cases of all KPIs of the real ERPNext with its traps, as of one moment (naive UTC)."""

    def __init__(self, server: MariaDbServer, as_of: datetime, source: str = "erp") -> None:
        self.source = source
        self.as_of = as_of
        self.today = local(as_of).date()
        self._server = server
        self._read_masters()
        self._read_purchasing()
        self._read_stock()
        self.all_steps = self.steps = self._steps_of_order_seven()
        self.approved = {"PUR-ORD-2026-00007": self.seen(datetime(2026, 11, 20, 9))}

    def _rows(self, sql: str) -> list:
        return in_source(self._server, sql)

    def _changed(self, doctype: str, before: int, after: int) -> dict[str, datetime]:
        """Document → when its docstatus changed so, by the version that recorded it."""
        return {
            name: utc(stamp)
            for name, stamp in self._rows(
                f"select docname, min(creation) from `tabVersion` where ref_doctype = '{doctype}'"
                f" and data like '%[\"docstatus\",{before},{after}]%' group by docname"
            )
        }

    def _read_masters(self) -> None:
        self.department = {"Administrator": self.key("Accounts")}
        self.services = {
            name for (name,) in self._rows("select name from tabItem where not is_stock_item and not is_fixed_asset")
        }
        confirmed = self._changed("Purchase Order", 0, 1)
        self.order_changes = defaultdict(list)
        for name, stamp in self._changed("Purchase Order", 1, 2).items():
            self.order_changes[name] = [(stamp, "cancel", None)]
        rows = self._rows(
            "select name, docstatus, creation, company, owner, amended_from, status from `tabPurchase Order`"
        )
        entered = {row[0]: utc(row[2]) for row in rows}
        self.orders = {}
        for name, docstatus, _, company, owner, amended, status in rows:
            # an amended order is its first order's case continued
            first = amended or name
            self.orders[name] = Row(
                id=name,
                state=STATES[docstatus],
                create_date=entered[first],
                date_approve=confirmed[first] if docstatus else None,
                company_id=company,
                user_id=owner,
                is_closed=status in ("Closed", "Delivered"),
                is_amended=bool(amended),
            )
        released = {
            name: utc(stamp)
            for name, stamp in self._rows(
                "select reference_name, min(creation) from `tabComment` where comment_type = 'Label'"
                " and reference_doctype = 'Material Request' group by reference_name"
            )
        }
        self.requests, self.request_changes = {}, defaultdict(list)
        for name, creation, company, owner in self._rows(
            "select name, creation, company, owner from `tabMaterial Request` where material_request_type = 'Purchase'"
        ):
            self.requests[name] = Row(
                id=name, state="approved", create_date=utc(creation), company_id=company, requested_by=owner
            )
            self.request_changes[name] = [(released[name], "approved", owner)]

    def _read_purchasing(self) -> None:
        self.order_lines, self.ordered, self.links = [], {}, []
        for name, order, item, quantity, creation, schedule, warehouse, requested in self._rows(
            "select name, parent, item_code, qty * conversion_factor, creation, schedule_date, warehouse,"
            " material_request_item from `tabPurchase Order Item` order by name"
        ):
            head = self.orders[order]
            self.order_lines.append(
                Row(
                    id=name,
                    order_id=order,
                    product_id=item,
                    product_qty=quantity,
                    create_date=head.create_date if head.is_amended else utc(creation),
                    date_planned=end_of(schedule),
                    warehouse_id=warehouse,
                )
            )
            self.ordered[name] = (float(quantity), 0.0001)  # the dump has no units, so no step is known
            self.links.append(Row(purchase_request_line_id=requested, purchase_order_line_id=name))
        self.request_lines = [
            Row(id=name, request_id=parent, product_id=item, cancelled=False)
            for name, parent, item in self._rows(
                "select l.name, l.parent, l.item_code from `tabMaterial Request Item` l join `tabMaterial Request` d"
                " on d.name = l.parent where d.material_request_type = 'Purchase' order by l.name"
            )
        ]
        self.receipts = [
            Row(purchase_line_id=line, date=utc(posted), quantity=quantity)
            for line, posted, quantity in self._rows(
                "select l.purchase_order_item, timestamp(d.posting_date, d.posting_time) as at,"
                " l.received_qty * l.conversion_factor from `tabPurchase Receipt Item` l join `tabPurchase Receipt` d"
                " on d.name = l.parent where d.docstatus = 1"
                " union all select l.po_detail, timestamp(d.posting_date, d.posting_time), l.qty * l.conversion_factor"
                " from `tabPurchase Invoice Item` l join `tabPurchase Invoice` d on d.name = l.parent"
                " where d.docstatus = 1 and d.update_stock order by at"
            )
        ]
        received = defaultdict(float)
        for row in self.receipts:
            received[row.purchase_line_id] += float(row.quantity) if row.date <= self.as_of else 0.0
        self.expected = {
            line.id
            for line in self.order_lines
            if self.orders[line.order_id].state == "purchase"
            and not self.orders[line.order_id].is_closed
            and received[line.id] < self.ordered[line.id][0]
        }
        # order 6: what its first line was promised for before the first change, which this site wrote as 11-24-2026
        [(moved,)] = self._rows("select min(name) from `tabPurchase Order Item` where parent = 'PUR-ORD-2026-00006'")
        first_change = Row(
            res_id=moved, create_date=utc(datetime(2026, 11, 22, 9)), old_value=end_of(date(2026, 11, 24)).isoformat()
        )
        self.promise_changes = [first_change]
        self.invoice_lines = [
            Row(
                id=name, purchase_line_id=line, create_date=utc(entered), invoice_date=on, company_id=by, create_uid=who
            )
            for name, line, entered, on, by, who in self._rows(
                "select l.name, coalesce(l.po_detail, r.purchase_order_item), d.creation,"
                " coalesce(d.bill_date, d.posting_date), d.company, d.owner from `tabPurchase Invoice Item` l"
                " join `tabPurchase Invoice` d on d.name = l.parent"
                " left join `tabPurchase Receipt Item` r on r.name = l.pr_detail where d.docstatus = 1"
            )
        ]

    def _read_stock(self) -> None:
        ways = {"Delivery Note": ("internal", "customer"), "Purchase Receipt": ("supplier", "internal")}
        self.layers, self.first_moves = [], {}
        for company, item, value, posted, kind in self._rows(
            "select company, item_code, stock_value_difference, timestamp(posting_date, posting_time), voucher_type"
            " from `tabStock Ledger Entry` where not is_cancelled"
        ):
            origin, destination = ways.get(kind, ("inventory", "internal"))
            layer = Row(
                company_id=company,
                product_id=item,
                value=value,
                at=utc(posted),
                origin=origin,
                destination=destination,
            )
            self.layers.append(layer)
            self.first_moves[company] = min(layer.at, self.first_moves.get(company, layer.at))

    def _rate(self, company: str, month: date, group: str = "USD") -> float:
        return 1.0  # the group keeps its books in the company's currency

    def _steps_of_order_seven(self) -> list[dict]:
        """Refused by the manager at 10, asked again at 11, passed on at 13:30, granted at 17, Shanghai time."""
        ask, again = datetime(2026, 11, 20, 1), datetime(2026, 11, 20, 3)
        passed, granted = datetime(2026, 11, 20, 5, 30), datetime(2026, 11, 20, 9)
        return [
            self._step(
                "purchase_order", "PUR-ORD-2026-00007", node, submitted, reached, decided, decision, "Administrator"
            )
            for node, submitted, reached, decided, decision in (
                ("manager", ask, ask, datetime(2026, 11, 20, 2), "rejected"),
                ("manager", again, again, passed, "approved"),
                ("director", again, passed, granted, "approved"),
            )
        ]
