"""Delimited text files: their encoding, their header, and where exactly one of them is broken.

Reading itself is DuckDB's; it knows UTF-8 and counts records, not lines. So other encodings are rewritten as UTF-8
first, and after a failure the file is gone through once more for the line. Does not belong here: types, other formats.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from cockpit.errors import CockpitError
from pipelines.extraction.file_format import FileFormat

BLOCK_BYTES = 1 << 20
LONGEST_FIELD = 1 << 24
# The first bytes of a file that name its encoding go before what the package says.
MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
]
OTHER_DELIMITERS = ",;\t|"
# From here on UTF-8 writes three bytes. Three bytes that fit by chance are rare in other encodings, two are not.
FIRST_OF_THREE_BYTES = "\u0800"


def as_utf8(file: Path, written: FileFormat, folder: Path) -> Path:
    """The file itself, or its rewritten copy in `folder` where it is compressed or of another encoding.

    Raises:
        CockpitError: the file is empty, cut off, or not in the encoding it should be in.
    """
    packed = written.is_compressed(file.name)
    encoding = _encoding(file, written)
    if encoding == "utf-8" and not packed:
        readable = file
    else:
        readable = folder / f"{file.name}.utf8"
        with _opened(file, written) as stream, readable.open("wb") as target:
            try:
                # "auto" settled on an encoding because of lines that are not UTF-8: one that is, makes two of them
                for text in _decoded(file, stream, encoding, others=written.encoding == "auto"):
                    target.write(text)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise CockpitError("source_file_unreadable", path=file, cause=error) from None
    _refuse_cut(file, readable, written)
    return readable


def header(file: Path, readable: Path, written: FileFormat, declared: list[str]) -> list[str]:
    """The names of all columns of a file.

    Raises:
        CockpitError: a name stands twice, or another delimiter separates the names than the package says.
    """
    if not written.header:
        return list(written.names)
    check_encoding(file, readable, first_block_only=True)
    with readable.open(encoding="utf-8-sig", newline="") as stream:
        try:
            names = named(next(_records(stream, written)))
        except (csv.Error, StopIteration):
            raise CockpitError("source_file_quote", path=file, line=1) from None
    if len(names) == 1 and len(declared) > 1:
        seen = max(OTHER_DELIMITERS.replace(written.separator, ""), key=names[0].count)
        if seen in names[0]:
            raise CockpitError(
                "source_file_delimiter", path=file, expected=_shown(written.separator), found=_shown(seen)
            )
    refuse_repeated(file, names)
    return names


def named(first: Sequence[str | None]) -> list[str]:
    """The names in a header; columns without one, such as that behind a delimiter at the end, are numbered."""
    return [(name or "").strip() or f"column {position}" for position, name in enumerate(first, 1)]


def refuse_repeated(file: Path, names: list[str]) -> None:
    """Names of columns are compared as SQL compares them: without regard to case.

    Raises:
        CockpitError: one stands twice.
    """
    for position, name in enumerate(names):
        if name.casefold() in (other.casefold() for other in names[:position]):
            raise CockpitError("source_file_header_repeated", path=file, column=name)


def check_encoding(file: Path, readable: Path, *, first_block_only: bool = False) -> None:
    """Look for the first line of a file that is not UTF-8.

    Raises:
        CockpitError: there is one; the message names its line and byte.
    """
    with readable.open("rb") as stream:
        for _ in _decoded(file, stream, "utf-8"):
            if first_block_only:
                return


def check_records(file: Path, readable: Path, written: FileFormat, width: int) -> None:
    """Look for the first record that has not as many fields as there are columns, or a quote that never closes.

    Raises:
        CockpitError: there is one; the message names its line.
    """
    with readable.open(encoding="utf-8-sig", newline="") as stream:
        records = _records(stream, written)
        while True:
            line = records.line_num + 1
            try:
                record = next(records)
            except StopIteration:
                return
            except csv.Error:
                raise CockpitError("source_file_quote", path=file, line=line) from None
            # one empty field too many is a delimiter at the end of the line, which hurts nobody
            if record and len(record) != width and record[width:] != [""]:
                raise CockpitError("source_file_fields", path=file, line=line, found=len(record), expected=width)


def line_of(readable: Path, written: FileFormat, position: int, text: str) -> int:
    """The line of the first record that has this text in one of its fields (0: there is none)."""
    with readable.open(encoding="utf-8-sig", newline="") as stream:
        records = _records(stream, written)
        line = 1
        for record in records:
            if len(record) > position and record[position] == text and not (written.header and line == 1):
                return line
            line = records.line_num + 1
    return 0


def _records(stream: TextIO, written: FileFormat) -> Any:
    csv.field_size_limit(LONGEST_FIELD)
    quoting = csv.QUOTE_MINIMAL if written.quote else csv.QUOTE_NONE
    return csv.reader(
        stream, delimiter=written.separator, quotechar=written.quote or None, quoting=quoting, strict=True
    )


def _opened(file: Path, written: FileFormat) -> BinaryIO:
    return cast(BinaryIO, gzip.open(file) if written.is_compressed(file.name) else file.open("rb"))


def _encoding(file: Path, written: FileFormat) -> str:
    try:
        with _opened(file, written) as stream:
            first = stream.read(4)
            for mark, encoding in MARKS:
                if first.startswith(mark):
                    return encoding
            if written.encoding != "auto":
                return written.encoding
            stream.seek(0)
            for block in _blocks(stream):
                block.decode()
    except UnicodeDecodeError:
        return "gb18030"
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise CockpitError("source_file_unreadable", path=file, cause=error) from None
    return "utf-8"


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Whole lines, about a megabyte at a time. No encoding used here has a line break inside a character."""
    while lines := stream.readlines(BLOCK_BYTES):
        yield b"".join(lines)


def _decoded(file: Path, stream: BinaryIO, encoding: str, *, others: bool = False) -> Iterator[bytes]:
    """The stream in UTF-8, block by block; `others`: a line that does not fit makes it mixed."""
    if encoding == "utf-16":
        yield from _from_utf16(file, stream)
        return
    line, byte = 1, 0
    for block in _blocks(stream):
        try:
            text = block.decode(encoding)
            suspect = encoding != "utf-8" and not block.isascii()
        except UnicodeDecodeError:
            text, suspect = "", True
        if suspect:
            _find_foreign_line(file, block, encoding, line, byte, others=others)
        others = others or not block.isascii()
        yield text.removeprefix("\ufeff").encode() if line == 1 else text.encode()
        line += block.count(b"\n")
        byte += len(block)


def _find_foreign_line(file: Path, block: bytes, encoding: str, line: int, byte: int, *, others: bool) -> None:
    """Complain about the first line of a block that is not in the encoding; `others`: lines before it were."""
    for number, each in enumerate(block.splitlines(keepends=True), line):
        if not each.isascii():
            try:
                each.decode(encoding)
                foreign = encoding != "utf-8" and _is_utf8(each)
            except UnicodeDecodeError as error:
                byte += error.start
                foreign = True
            if foreign:
                code = "source_file_mixed" if others else "source_file_encoding"
                details = {} if others else {"encoding": encoding}
                raise CockpitError(code, path=file, line=number, byte=byte, **details)
            others = True
        byte += len(each)


def _is_utf8(line: bytes) -> bool:
    try:
        return max(line.decode()) >= FIRST_OF_THREE_BYTES
    except UnicodeDecodeError:
        return False


def _from_utf16(file: Path, stream: BinaryIO) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    line = 1
    byte = 0
    while block := stream.read(BLOCK_BYTES):
        try:
            text = decoder.decode(block, final=len(block) < BLOCK_BYTES)
        except UnicodeDecodeError as error:
            raise CockpitError(
                "source_file_encoding", path=file, line=line, byte=byte + error.start, encoding="utf-16"
            ) from None
        line += text.count("\n")
        byte += len(block)
        yield text.encode()


def _refuse_cut(file: Path, readable: Path, written: FileFormat) -> None:
    with readable.open("rb") as stream:
        size = stream.seek(0, 2)
        if size == 0:
            raise CockpitError("source_file_empty", path=file)
        stream.seek(size - 1)
        if written.final_newline and stream.read(1) not in (b"\n", b"\r"):
            raise CockpitError("source_file_cut", path=file)


def _shown(delimiter: str) -> str:
    return "\\t" if delimiter == "\t" else delimiter
