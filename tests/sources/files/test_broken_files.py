"""Broken files: each is refused in one line that says where, raw stays as it was, and a later good file is read."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import polars
import pytest
import xlsxwriter

from cockpit.errors import CockpitError
from cockpit.language import use_language
from tests.sources.files.company import GOOD, HEADER, Shop, lines, shop

FIRST = "9,甲,1,2026-01-01,2026-01-01 00:00:00,"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The company after a first run over one good file."""
    with shop(tmp_path, monkeypatch) as opened:
        opened.export(lines(FIRST))
        opened.reader.refresh()
        yield opened


def refused(company: Shop) -> str:
    """The complaint of a run, after which nothing has changed; then a good file comes, and is read."""
    before = company.reader.everything()
    batches = len(company.reader.landing.batches())
    messages = []
    for language in ("zh-CN", "en"):
        use_language(language)
        with pytest.raises(CockpitError) as caught:
            company.reader.refresh()
        messages.append(caught.value.one_line())
    assert all(message and "\n" not in message for message in messages)
    assert re.search(r"[\u4e00-\u9fff]", messages[0])
    assert company.reader.everything() == before
    assert len(company.reader.landing.batches()) == batches
    assert list(company.reader.settings.paths.temporary.glob("files-*")) == []

    for file in company.exports.iterdir():
        file.unlink()
    company.declare()
    company.export(lines(*GOOD))
    company.reader.refresh()
    assert [row[0] for row in company.orders()] == [1, 2, 3]
    return messages[1]


# -- records -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ("4,甲,1", "line 6: has 3 fields instead of 6"),
        ("4,甲,1,2026-01-01,2026-01-01 00:00:00,,5", "line 6: has 7 fields instead of 6"),
        ('4,"甲,1,2026-01-01,2026-01-01 00:00:00,', "line 6: a quotation mark is not closed"),
        ('4,"甲"乙,1,2026-01-01,2026-01-01 00:00:00,', "line 6: a quotation mark is not closed, or stands within"),
        ("4,甲,一,2026-01-01,2026-01-01 00:00:00,", "line 6, column amount: 一 is no DECIMAL(28, 6)"),
        ("4,甲,1,2026-02-30,2026-01-01 00:00:00,", "line 6, column ordered_on: 2026-02-30 is no DATE"),
        ("4,甲,1,20260101,2026-01-01 00:00:00,", "line 6, column ordered_on: 20260101 is no DATE"),
        ("4,甲,1,2026-01-01,2026-01-01 25:00:00,", "column changed_at: 2026-01-01 25:00:00 is no TIMESTAMP"),
        ("4.5,甲,1,2026-01-01,2026-01-01 00:00:00,", "line 6, column id: 4.5 is no BIGINT"),
        ('4,甲,"1,5",2026-01-01,2026-01-01 00:00:00,', "line 6, column amount: 1,5 is no DECIMAL(28, 6)"),
    ],
)
def test_a_broken_record_is_named_by_its_line(company: Shop, record: str, complaint: str) -> None:
    # the second good record goes over three lines: lines are counted, not records
    company.export(lines(*GOOD, record, GOOD[0]))
    message = refused(company)
    assert "orders.csv" in message
    assert complaint in message


def test_a_number_with_an_undeclared_point_is_not_guessed(company: Shop) -> None:
    company.declare(delimiter=";", decimal_separator=",")
    company.export(f"{HEADER.replace(',', ';')}\n1;甲;1.234;2026-01-01;2026-01-01 00:00:00;\n")
    assert "line 2, column amount: 1.234 is no DECIMAL" in refused(company)


def test_a_date_in_another_form_than_declared_is_no_date(company: Shop) -> None:
    company.declare(date_format="%Y%m%d")
    company.export(lines("1,甲,1,00000000,2026-01-01 00:00:00,"))
    assert "line 2, column ordered_on: 00000000 is no DATE" in refused(company)


def test_two_lines_with_one_key_are_refused(company: Shop) -> None:
    company.export(lines(*GOOD, GOOD[0].replace("12.50", "13")))
    assert "orders.csv: two lines have the same key (id: 1)" in refused(company)


# -- header ------------------------------------------------------------------------------------------------------------


def test_a_changed_delimiter_is_told_by_the_header(company: Shop) -> None:
    company.export(lines(*GOOD).replace(",", ";"))
    assert "the header is a single column; its names are separated by ;, package.yml says ," in refused(company)


def test_a_column_that_stands_twice_in_the_header_is_refused(company: Shop) -> None:
    company.export(lines(f"{FIRST},7", header=f"{HEADER},Amount"))
    assert "the header names column Amount twice" in refused(company)


def test_a_missing_column_is_named_with_its_file(company: Shop) -> None:
    company.export(lines(FIRST), "orders_1.csv")
    company.export(lines(FIRST, header=HEADER.replace("amount", "value")), "orders_2.csv")
    assert re.search(r"orders_2\.csv: has no column amount;", refused(company))


# -- encodings ---------------------------------------------------------------------------------------------------------


def test_a_file_in_another_encoding_than_declared_is_refused(company: Shop) -> None:
    company.export(lines(*GOOD).encode("gb18030"))
    start = len(HEADER) + 1 + len("1,")
    assert f"line 2 (byte {start}): is not utf-8" in refused(company)


def test_utf8_declared_as_gb18030_does_not_become_garbage(company: Shop) -> None:
    company.declare(encoding="gb18030")
    company.export(lines(*GOOD))
    assert f"line 2 (byte {len(HEADER) + 1}): is not gb18030" in refused(company)


@pytest.mark.parametrize("declared", ["utf-8", "gb18030", "auto"])
@pytest.mark.parametrize("encodings", [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_file_of_two_encodings_is_refused(company: Shop, declared: str, encodings: tuple[str, str]) -> None:
    company.declare(encoding=declared)
    first, second = (
        lines(line, header=None).encode(encoding) for line, encoding in zip(GOOD[::2], encodings, strict=True)
    )
    company.export(HEADER.encode() + b"\n" + first + second)
    message = refused(company)
    if encodings[0] == declared:
        assert "line 3 (byte " in message
        assert "is of another encoding than the lines before it" in message
    else:
        assert re.search(r"line \d \(byte \d+\): is (not|of another)", message)


# -- files that are not whole ------------------------------------------------------------------------------------------


def test_a_file_cut_in_half_is_refused_wherever_the_cut_is(company: Shop) -> None:
    whole = lines(*GOOD).encode()
    for end in (len(HEADER) // 2, len(whole) // 2, len(whole) - 1):
        company.declare()
        company.export(whole[:end])
        assert "orders.csv: does not end with a line break" in refused(company)


def test_an_export_that_never_ends_its_last_line_can_be_declared(company: Shop) -> None:
    company.declare(final_newline=False)
    company.export(lines(*GOOD).removesuffix("\n"))
    company.reader.refresh()
    assert [row[0] for row in company.orders()] == [1, 2, 3]


def test_a_compressed_file_cut_in_half_is_refused(company: Shop) -> None:
    (company.exports / "orders.csv").unlink()
    company.declare(orders={"files": "orders.csv.gz"})
    packed = gzip.compress(lines(*GOOD).encode())
    company.export(packed[: len(packed) // 2], "orders.csv.gz")
    assert "orders.csv.gz: cannot be read (" in refused(company)


@pytest.mark.parametrize("kind", ["parquet", "excel"])
def test_a_binary_file_cut_in_half_is_refused(company: Shop, tmp_path: Path, kind: str) -> None:
    (company.exports / "orders.csv").unlink()
    company.declare(orders={"files": "orders.bin"}, kind=kind)
    whole = tmp_path / "whole"
    if kind == "parquet":
        polars.DataFrame({"id": list(range(1000))}).write_parquet(whole)
    else:
        with xlsxwriter.Workbook(whole) as book:
            book.add_worksheet().write_column(0, 0, range(1000))
    content = whole.read_bytes()
    company.export(content[: len(content) // 2], "orders.bin")
    assert "orders.bin: cannot be read (" in refused(company)


def test_a_sheet_that_is_not_there_is_named(company: Shop) -> None:
    (company.exports / "orders.csv").unlink()
    company.declare(orders={"files": "orders.xlsx"}, kind="excel", sheet="March")
    with xlsxwriter.Workbook(company.exports / "orders.xlsx") as book:
        book.add_worksheet("April").write(0, 0, "id")
    company.settle(company.exports / "orders.xlsx")
    assert "has no sheet March, it has April" in refused(company)


def test_a_wrong_cell_is_named_by_its_row(company: Shop) -> None:
    (company.exports / "orders.csv").unlink()
    company.declare(orders={"files": "orders.xlsx"}, kind="excel")
    with xlsxwriter.Workbook(company.exports / "orders.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(2, 0, [1, "甲", 5])
        sheet.write_row(3, 0, [2, "乙", "n/a"])
    company.settle(company.exports / "orders.xlsx")
    assert "orders.xlsx, line 4, column amount: n/a is no DECIMAL" in refused(company)


def test_an_empty_file_is_refused(company: Shop) -> None:
    company.export("")
    assert "orders.csv: is empty" in refused(company)


def test_a_required_file_that_is_missing_is_named_before_anything_is_read(company: Shop) -> None:
    (company.exports / "orders.csv").unlink()
    # the other table's file is broken, and nobody has looked at it
    company.export("code\nA,B\n", "suppliers.csv")
    message = refused(company)
    assert "fits orders*.csv (table orders), nothing was read" in message


def test_a_folder_that_is_not_there_is_named(company: Shop) -> None:
    company.exports.rename(company.exports.with_name("elsewhere"))
    with pytest.raises(CockpitError, match=r"there is no folder .+exports; correct connection\.path, or mount it"):
        company.reader.refresh()


# -- files that are being written --------------------------------------------------------------------------------------


def test_a_file_that_is_being_written_is_refused_and_read_once_it_is_complete(company: Shop) -> None:
    stop = threading.Event()
    file = company.exports / "orders.csv"

    def write() -> None:
        with file.open("a", encoding="utf-8") as stream:
            number = 100
            while not stop.is_set():
                number += 1
                stream.write(f"{number},甲,1,2026-01-01,2026-01-01 00:00:00,\n")
                stream.flush()
                time.sleep(0.001)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with pytest.raises(CockpitError, match=r"orders\.csv: changed while it was read, so it is still being written"):
            company.reader.refresh()
        assert [row[0] for row in company.orders()] == [9]
    finally:
        stop.set()
        writer.join()
    company.settle(file)
    company.reader.refresh()
    written = [int(line.split(",")[0]) for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    assert [row[0] for row in company.orders()] == sorted(written)


def test_a_file_that_is_replaced_while_another_is_read_is_refused(
    company: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The export of orders begins anew, with as many bytes and the same stamp, while the suppliers are being read."""
    from pipelines.extraction import folder

    company.export("code\nA\n", "suppliers.csv")
    orders = company.exports / "orders.csv"
    stamp = orders.stat().st_mtime
    opening = folder.open_file

    def replace_orders(connection: object, file: Path, *details: object) -> object:
        if file.name == "suppliers.csv":
            fresh = company.exports / "orders.part"
            fresh.write_bytes(orders.read_bytes())
            fresh.replace(orders)
            company.settle(orders, time.time() - stamp)
        return opening(connection, file, *details)

    monkeypatch.setattr(folder, "open_file", replace_orders)
    with pytest.raises(CockpitError, match=r"orders\.csv: changed while it was read"):
        company.reader.refresh()
    monkeypatch.undo()


def test_a_file_written_just_now_is_waited_for(company: Shop) -> None:
    company.declare(settle_seconds=0.2)
    company.export(lines(*GOOD), age=0)
    company.reader.refresh()
    assert [row[0] for row in company.orders()] == [1, 2, 3]
