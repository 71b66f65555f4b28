"""AdventureWorks from its files to publication, held against the same files read with Python's csv module."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from pipelines.extraction.package import delivered_entities
from tests.support import SHARED_DATA, Installation, missing

FILES = SHARED_DATA / "adventureworks"
ZONE = ZoneInfo("America/Los_Angeles")
AS_OF = datetime(2025, 10, 1, 7)  # the first of October begins in Seattle
STATUS = {"1": "awaiting_approval", "2": "confirmed", "3": "cancelled", "4": "confirmed"}


def rows(name: str) -> list[list[str]]:
    """The lines of a file, each as its fields."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def utc(text: str) -> datetime:
    """A stamp of the files, which is in the company's zone, in UTC and without a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC).replace(tzinfo=None)


def end_of_day(text: str) -> datetime:
    """The last second of a day of the files, in UTC."""
    return utc(f"{text[:10]} 23:59:59")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    if not FILES.exists():
        missing("the files of AdventureWorks are not there")
    installation = Installation(
        tmp_path_factory.mktemp("adventureworks"),
        [
            {
                "name": "aw",
                "erp": "files",
                "package": "adventureworks",
                "version": "2025",
                "connection": {"kind": "folder", "path": str(FILES)},
            }
        ],
        settings={
            "as_of": f"{AS_OF}+00:00",
            "company_timezone": "America/Los_Angeles",
            "group_currency": "USD",
        },
    )
    installation.run()
    return installation


def canonical(installation: Installation, columns: str, entity: str) -> list[tuple]:
    with installation.warehouse() as connection:
        return connection.execute(f"select {columns} from canonical.{entity} order by all").fetchall()


def test_the_run_is_published_with_values(installation: Installation) -> None:
    with installation.snapshot() as connection:
        published = dict(connection.execute("select kpi_id, count(value) from kpi_values group by kpi_id").fetchall())
    assert sum(published.values()) > 0


def test_raw_holds_every_line_of_every_file(installation: Installation) -> None:
    files = {
        "currency_rate": "CurrencyRate",
        "department": "Department",
        "employee": "Employee",
        "employee_department_history": "EmployeeDepartmentHistory",
        "product": "Product",
        "product_subcategory": "ProductSubcategory",
        "product_vendor": "ProductVendor",
        "purchase_order_detail": "PurchaseOrderDetail",
        "purchase_order_header": "PurchaseOrderHeader",
        "vendor": "Vendor",
    }
    with installation.warehouse() as connection:
        for table, file in files.items():
            counted = connection.execute(f"select count(*) from raw_aw.{table} where _deleted_at is null").fetchone()
            assert counted == (len(rows(file)),), table


def test_orders_equal_the_files(installation: Installation) -> None:
    expected = sorted(
        (
            f"aw:{order[0]}",
            order[0],
            STATUS[order[2]],
            f"aw:{order[3]}",
            f"aw:{order[4]}",
            "USD",
            Decimal(order[8]),
            utc(order[6]),
            utc(order[6]) if order[2] in "24" else None,
            "complete" if order[2] in "24" else "incomplete",
        )
        for order in rows("PurchaseOrderHeader")
    )
    columns = (
        "order_id, order_number, status, buyer_id, supplier_id, document_currency, amount_company_currency,"
        " created_at, confirmed_at, approval_status"
    )
    assert canonical(installation, columns, "purchase_orders") == expected


def test_lines_equal_the_files(installation: Installation) -> None:
    orders = {order[0]: order for order in rows("PurchaseOrderHeader")}
    lead_times = {(each[0], each[1]): int(each[2]) for each in rows("ProductVendor")}

    def is_awaited(line: list[str]) -> bool:
        received = Decimal(line[7]) if utc(line[10]) <= AS_OF else Decimal(0)
        return orders[line[0]][2] == "2" and received < Decimal(line[3])

    expected = sorted(
        (
            f"aw:{line[1]}",
            f"aw:{line[0]}",
            f"aw:{line[4]}",
            STATUS[orders[line[0]][2]],
            Decimal(line[3]),
            Decimal(line[6]),
            end_of_day(line[2]),
            lead_times.get((line[4], orders[line[0]][4]), -1),
            is_awaited(line),
        )
        for line in rows("PurchaseOrderDetail")
    )
    columns = (
        "order_line_id, order_id, item_id, status, quantity_ordered_stock_unit, amount_company_currency,"
        " first_promised_at, coalesce(planned_lead_time_days, -1), is_receipt_expected"
    )
    assert canonical(installation, columns, "purchase_order_lines") == expected


def test_receipts_equal_what_the_lines_say_was_received(installation: Installation) -> None:
    expected = sorted(
        (f"aw:{line[1]}", Decimal(line[7]), utc(line[10]), False)
        for line in rows("PurchaseOrderDetail")
        if Decimal(line[7]) > 0
    )
    columns = "order_line_id, quantity_stock_unit, received_at, is_return"
    assert canonical(installation, columns, "goods_receipt_lines") == expected


def test_masters_equal_the_files(installation: Installation) -> None:
    categories = {each[0]: each[2] for each in rows("ProductSubcategory")}
    items = sorted(
        (
            f"aw:{item[0]}",
            item[2],
            item[1],
            categories.get(item[18], ""),
            not any(text and utc(text) <= AS_OF for text in (item[21], item[22])),
        )
        for item in rows("Product")
    )
    columns = "item_id, item_code, item_name_en, coalesce(item_category, ''), is_active"
    assert canonical(installation, columns, "items") == items
    suppliers = sorted((f"aw:{each[0]}", each[1], each[2], each[5] == "1") for each in rows("Vendor"))
    assert canonical(installation, "supplier_id, supplier_code, supplier_name, is_active", "suppliers") == suppliers
    departments = sorted((f"aw:{each[0]}", each[1]) for each in rows("Department"))
    assert canonical(installation, "department_id, department_name_en", "departments") == departments
    assert canonical(installation, "company_id, company_name, company_currency", "companies") == [
        ("aw:company", "Adventure Works Cycles", "USD")
    ]


def test_employees_belong_to_where_they_are_now(installation: Installation) -> None:
    now: dict[str, tuple[bool, str, str]] = {}
    for employee, department, _, start, end, _ in rows("EmployeeDepartmentHistory"):
        now[employee] = max(now.get(employee, (False, "", "")), (not end, start, department))
    expected = sorted(
        (f"aw:{each[0]}", each[2], each[2].split("\\")[1], f"aw:{now[each[0]][2]}", each[13] == "1")
        for each in rows("Employee")
    )
    assert canonical(installation, "user_id, login, user_name, department_id, is_active", "users") == expected


def test_exchange_rates_equal_the_files(installation: Installation) -> None:
    expected = sorted(
        (f"aw:{rate[0]}", rate[3], date.fromisoformat(rate[1][:10]), float(rate[5]))
        for rate in rows("CurrencyRate")
        if rate[2] != rate[3]
    )
    columns = "exchange_rate_id, currency_code, valid_from_date, units_per_company_currency"
    assert canonical(installation, columns, "exchange_rates") == expected


def test_what_the_files_do_not_tell_is_not_claimed(installation: Installation) -> None:
    empty = {"approvals", "document_changes", "stock_moves", "stock_counts", "supplier_invoice_lines", "sales_orders"}
    assert not empty & set(delivered_entities("adventureworks"))
    for entity in sorted(empty):
        assert canonical(installation, "count(*)", entity) == [(0,)], entity
    with installation.warehouse() as connection:
        claimed = connection.execute(
            "select count(approved_at), count(submitted_at), count(cancelled_at) from canonical.purchase_orders"
        ).fetchone()
    assert claimed == (0, 0, 0)


def test_lines_are_in_time_where_the_files_say_so(installation: Installation) -> None:
    """What came in time is counted with plain Python over the files."""
    orders = {order[0]: order for order in rows("PurchaseOrderHeader")}
    confirmed = [line for line in rows("PurchaseOrderDetail") if orders[line[0]][2] in "24"]
    in_full = Counter(
        date.fromisoformat(line[10][:10]) <= date.fromisoformat(line[2][:10])
        for line in confirmed
        if Decimal(line[7]) >= Decimal(line[3]) and utc(line[10]) <= AS_OF
    )
    completed_on = "cast(timezone('America/Los_Angeles', timezone('UTC', completed_at)) as date)"
    with installation.warehouse() as connection:
        found = dict(
            connection.execute(
                f"select {completed_on} <= first_promised_date, count(*) from core.fct_purchase_order_lines"
                " where status = 'confirmed' and completed_at is not null group by all"
            ).fetchall()
        )
    assert found == dict(in_full)
