"""Folders of files as a source: what is read of good files, held against values written by hand."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars
import pytest
import xlsxwriter

from pipelines.extraction.check import check_source
from tests.sources.files.company import GOOD, HEADER, SETTLED, Shop, lines, shop

ROWS = [
    (1, "华东轴承", Decimal("12.5"), date(2026, 3, 1), datetime(2026, 3, 1, 8, 30), None),
    (
        2,
        "Müller, Söhne",
        Decimal("-3.05"),
        date(2026, 3, 2),
        datetime(2026, 3, 2, 9, 0, 0, 250000),
        'two\nlines and a "quote"',
    ),
    (3, "恒信", Decimal("1234567890123.45"), None, datetime(2026, 3, 3), "x"),
]


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with shop(tmp_path, monkeypatch) as opened:
        yield opened


# -- text --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-8-sig", "gb18030"),  # what a file says of itself goes before what the package says
        ("utf-8", "auto"),
        ("utf-8-sig", "auto"),
        ("gb18030", "gb18030"),
        ("gb18030", "auto"),
        ("utf-16", "auto"),
    ],
)
def test_a_file_is_read_in_its_encoding(company: Shop, encoding: str, declared: str) -> None:
    company.declare(encoding=declared)
    company.export(lines(*GOOD).encode(encoding))
    company.reader.refresh()
    assert company.orders() == ROWS


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_may_end_as_in_any_system(company: Shop, end: str) -> None:
    company.export(lines(*GOOD, end=end))
    company.reader.refresh()
    assert company.orders() == ROWS


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_another_delimiter_is_read_as_declared(company: Shop, delimiter: str) -> None:
    company.declare(delimiter=delimiter)
    simple = [GOOD[0], GOOD[2]]
    company.export(lines(*simple).replace(",", delimiter))
    company.reader.refresh()
    assert company.orders() == [ROWS[0], ROWS[2]]


def test_a_file_without_a_header_has_the_names_of_the_package(company: Shop) -> None:
    names = ["id", "unused", *HEADER.split(",")[1:]]
    company.declare(header=False, names=names)
    company.export(lines(*(line.replace(",", ",?,", 1) for line in GOOD), header=None))
    company.reader.refresh()
    assert company.orders() == ROWS


def test_columns_are_found_by_name_in_any_order_and_case(company: Shop) -> None:
    company.export("Note,AMOUNT,id,extra,changed_at,ordered_on,supplier\n,5,7,?,2026-01-01 00:00:00,2026-01-01,甲\n")
    company.reader.refresh()
    assert company.orders() == [(7, "甲", Decimal(5), date(2026, 1, 1), datetime(2026, 1, 1), None)]


@pytest.mark.parametrize("in_header", [True, False])
def test_a_delimiter_at_the_end_of_every_line_hurts_nobody(company: Shop, *, in_header: bool) -> None:
    company.export(lines(*(f"{line}," for line in GOOD), header=f"{HEADER}," if in_header else HEADER))
    company.reader.refresh()
    assert company.orders() == ROWS


def test_a_compressed_file_is_read_like_any_other(company: Shop) -> None:
    company.declare(orders={"files": "orders*.csv.gz"}, encoding="gb18030")
    company.export(gzip.compress(lines(*GOOD).encode("gb18030")), "orders.csv.gz")
    company.reader.refresh()
    assert company.orders() == ROWS


def test_several_files_make_one_table(company: Shop) -> None:
    company.export(lines(GOOD[2]), "orders_2026-03.csv")
    company.export(lines(GOOD[0], GOOD[1]), "ORDERS_2026-02.CSV")
    # written before the optional column was added to the export
    company.export(
        lines("4,甲,1,2026-01-01,2026-01-01 00:00:00", header=HEADER.removesuffix(",note")), "orders_old.csv"
    )
    company.reader.refresh()
    assert company.orders() == [*ROWS, (4, "甲", Decimal(1), date(2026, 1, 1), datetime(2026, 1, 1), None)]


def test_of_exports_that_overlap_the_last_by_name_counts(company: Shop) -> None:
    company.export(lines(GOOD[0], GOOD[2]), "orders_2026-03.csv")
    company.export(lines(GOOD[0].replace("12.50", "99"), GOOD[1]), "orders_2026-02.csv")
    refreshed = company.reader.refresh()
    assert company.orders() == ROWS
    assert refreshed.tables[0].source_rows == 3


def test_a_stamp_with_an_offset_is_brought_into_the_zone_of_the_source(company: Shop) -> None:
    stamps = ["2026-03-01T00:30:00Z", "2026-03-01 09:30:00+09", "2026-02-28T19:30:00.5-05:00", "2026-03-01 08:30"]
    company.export(lines(*(f"{number},甲,1,2026-03-01,{stamp}," for number, stamp in enumerate(stamps))))
    company.reader.refresh()
    half_past_eight = datetime(2026, 3, 1, 8, 30)
    assert [row[4].replace(microsecond=0) for row in company.orders()] == [half_past_eight] * 4


def test_an_optional_column_that_no_file_has_is_landed_as_null(company: Shop) -> None:
    company.export(lines("4,甲,1,2026-01-01,2026-01-01 00:00:00", header=HEADER.removesuffix(",note")))
    refreshed = company.reader.refresh()
    assert company.orders()[0][-1] is None
    assert next(table for table in refreshed.tables if table.name == "orders").missing_columns == ["note"]


def test_values_are_read_as_the_package_says_they_are_written(company: Shop) -> None:
    company.declare(
        delimiter=";",
        decimal_separator=",",
        thousands_separator=".",
        trailing_minus=True,
        date_format="%Y%m%d",
        timestamp_format="%d.%m.%Y %H:%M",
        no_date_texts=["00000000"],
        null_texts=["", "#"],
    )
    header = HEADER.replace(",", ";")
    company.export(
        lines(
            "1;00042;1.234,50-;20260301;01.03.2026 08:30;#",
            "2; x ;  7,05 ;00000000;02.03.2026 09:00;",
            "3;y;5 -;#;;-",
            header=header,
        )
    )
    company.reader.refresh()
    assert company.orders() == [
        (1, "00042", Decimal("-1234.5"), date(2026, 3, 1), datetime(2026, 3, 1, 8, 30), None),
        (2, " x ", Decimal("7.05"), None, datetime(2026, 3, 2, 9), None),
        (3, "y", Decimal(-5), None, None, "-"),
    ]


def test_a_table_with_a_format_of_its_own_leaves_the_others_theirs(company: Shop) -> None:
    company.declare(orders={"format": {"delimiter": ";"}}, delimiter="|", encoding="gb18030")
    company.export(lines(GOOD[0]).replace(",", ";").encode("gb18030"))
    company.export("code|name\nA|甲\n".encode("gb18030"), "suppliers.csv")
    company.reader.refresh()
    assert company.orders() == [ROWS[0]]
    assert company.reader.live("suppliers") == [("A",)]


# -- other kinds of file -----------------------------------------------------------------------------------------------


def test_parquet_brings_its_own_types(company: Shop) -> None:
    company.declare(orders={"files": "orders.parquet"}, kind="parquet")
    frame = polars.DataFrame(
        {
            "id": [1, 2],
            "supplier": ["甲", ""],
            "amount": [1234567890123.45, 0.3],
            "ordered_on": [date(2026, 3, 1), None],
            # a moment, whatever zone its writer lived in: 20:00 UTC is four in the morning in Shanghai
            "changed_at": [datetime(2026, 3, 1, 20, tzinfo=UTC), None],
            "note": ["x", None],
        }
    )
    frame.write_parquet(company.exports / "orders.parquet")
    company.settle(company.exports / "orders.parquet")
    company.reader.refresh()
    assert company.orders() == [
        (1, "甲", Decimal("1234567890123.45"), date(2026, 3, 1), datetime(2026, 3, 2, 4), "x"),
        (2, None, Decimal("0.3"), None, None, None),
    ]


def workbook(file: Path, *, header: bool = True) -> None:
    """The good rows as a person keeps them: numbers as numbers or as text, dates as dates, an empty row between."""
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("notes").write(0, 0, "not this one")
        sheet = book.add_worksheet("orders")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        second = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        first = 0
        if header:
            sheet.write_row(0, 0, HEADER.split(","))
            first = 1
        sheet.write_row(first, 0, [1, "华东轴承", 12.5])
        sheet.write_datetime(first, 3, datetime(2026, 3, 1), day)
        sheet.write_datetime(first, 4, datetime(2026, 3, 1, 8, 30), second)
        sheet.write_row(first + 2, 0, [2, 42, "-3.05", "2026-03-02", "2026-03-02 09:00:00", "first\nsecond"])
        sheet.write_row(first + 3, 0, [3, "00042", 1234567890123.45])


SHEET_ROWS = [
    ROWS[0],
    (2, "42", Decimal("-3.05"), date(2026, 3, 2), datetime(2026, 3, 2, 9), "first\nsecond"),
    (3, "00042", Decimal("1234567890123.45"), None, None, None),
]


@pytest.mark.parametrize("header", [True, False])
def test_a_sheet_of_excel_is_read_cell_by_cell(company: Shop, *, header: bool) -> None:
    written = {"sheet": "orders"} | ({} if header else {"header": False, "names": HEADER.split(",")})
    company.declare(orders={"files": "orders.xlsx"}, kind="excel", **written)
    workbook(company.exports / "orders.xlsx", header=header)
    company.settle(company.exports / "orders.xlsx")
    company.reader.refresh()
    assert company.orders() == SHEET_ROWS


# -- from run to run ---------------------------------------------------------------------------------------------------


def test_a_new_export_replaces_what_it_holds_otherwise_and_ends_what_it_lacks(company: Shop) -> None:
    company.export(lines(*GOOD))
    company.reader.refresh()
    company.export(lines(GOOD[0].replace("12.50", "13"), GOOD[2]))
    refreshed = company.reader.refresh()
    assert company.orders() == [(*ROWS[0][:2], Decimal(13), *ROWS[0][3:]), ROWS[2]]
    orders = next(table for table in refreshed.tables if table.name == "orders")
    assert (orders.changed_rows, orders.deleted_rows) == (1, 1)


def test_a_table_with_a_cursor_lands_only_what_changed(company: Shop) -> None:
    company.declare(orders={"strategy": "incremental", "cursor": "changed_at"})
    company.export(lines(*GOOD))
    company.reader.refresh()
    company.export(lines(GOOD[0], "2,x,1,2026-03-02,2026-03-09 09:00:00,", GOOD[2]))
    company.reader.refresh()
    assert company.orders() == [
        ROWS[0],
        (2, "x", Decimal(1), date(2026, 3, 2), datetime(2026, 3, 9, 9), None),
        ROWS[2],
    ]
    assert company.reader.landed_rows("orders") == 2  # the changed one, and the one at the watermark


def test_an_optional_table_may_have_no_file(company: Shop) -> None:
    company.export(lines(*GOOD))
    assert company.reader.refresh().manifest.missing_tables == ["suppliers"]


def test_nothing_is_left_in_the_temporary_folder(company: Shop) -> None:
    company.declare(encoding="auto")
    company.export(lines(*GOOD).encode("gb18030"))
    company.reader.refresh()
    assert list(company.reader.settings.paths.temporary.glob("files-*")) == []


def test_a_check_counts_the_rows_of_every_table(company: Shop) -> None:
    company.export(lines(*GOOD), age=SETTLED)
    report = check_source(company.reader.settings, company.reader.source)
    assert [(table.name, table.rows) for table in report.tables] == [("orders", 3), ("suppliers", None)]
    assert (report.version, report.can_write) == ("1", False)
