"""One file as a relation that DuckDB can read, whatever its kind.

Belongs here: which columns a file has and how it is scanned. Does not belong here: which files there are, types.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import fastexcel

from cockpit.errors import CockpitError
from pipelines.extraction.delimited_text import (
    as_utf8,
    check_encoding,
    check_records,
    header,
    line_of,
    named,
    refuse_repeated,
)
from pipelines.extraction.file_format import FileFormat
from pipelines.extraction.sql_text import literal, quoted


@dataclass(frozen=True)
class ReadableFile:
    """A file as a relation: its columns with the types in which they are delivered.

    `readable` is the file that is scanned: the file itself or its copy.
    """

    file: Path
    written: FileFormat
    readable: Path
    relation: str
    columns: dict[str, str]

    def check(self) -> None:
        """Say where the file is broken, after reading it has failed.

        Raises:
            CockpitError: what is wrong with it, with its line; nothing is raised where the file is sound.
        """
        if self.written.is_text:
            check_encoding(self.file, self.readable)
            check_records(self.file, self.readable, self.written, len(self.columns))

    def line_of(self, connection: duckdb.DuckDBPyConnection, column: str, text: str) -> int:
        """The line (in Parquet and Excel: the row) that holds a text in a column."""
        if self.written.is_text:
            return line_of(self.readable, self.written, list(self.columns).index(column), text)
        # file_row_number counts from 0
        first = 2 if self.written.kind == "excel" and self.written.header else 1
        row = connection.execute(
            f"select min(file_row_number) from read_parquet({literal(str(self.readable))}, file_row_number = true)"
            f" where cast({quoted(column)} as varchar) = ?",
            [text],
        ).fetchone()
        return (row[0] if row else 0) + first


def open_file(
    connection: duckdb.DuckDBPyConnection, file: Path, written: FileFormat, declared: list[str], folder: Path
) -> ReadableFile:
    """Prepare one file for reading; copies, where any are needed, are made in `folder`.

    Raises:
        CockpitError: the file cannot be opened as what the package says it is.
    """
    if written.kind == "auto":
        written = written.model_copy(update={"kind": "parquet" if file.suffix.lower() == ".parquet" else "csv"})
    try:
        if written.is_text:
            return _open_text(file, written, declared, folder)
        if written.kind == "excel":
            return _open_excel(connection, file, written, folder)
        return _open_parquet(connection, file, written, file)
    except OSError as error:
        raise CockpitError("source_file_unreadable", path=file, cause=error.strerror or error) from None


def _open_text(file: Path, written: FileFormat, declared: list[str], folder: Path) -> ReadableFile:
    readable = as_utf8(file, written, folder)
    names = header(file, readable, written, declared)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    quote = literal(written.quote)
    relation = (
        f"read_csv({literal(str(readable))}, auto_detect = false, columns = {{{columns}}},"
        f" header = {str(written.header).lower()}, delim = {literal(written.separator)}, quote = {quote},"
        f" escape = {quote}, nullstr = [{', '.join(map(literal, written.null_texts))}], strict_mode = true,"
        " null_padding = false, max_line_size = 16777216, encoding = 'utf-8', compression = 'none')"
    )
    return ReadableFile(file, written, readable, relation, dict.fromkeys(names, "VARCHAR"))


def _open_excel(connection: duckdb.DuckDBPyConnection, file: Path, written: FileFormat, folder: Path) -> ReadableFile:
    """A sheet as texts: a column of a sheet has no type, its cells have."""
    try:
        book = fastexcel.read_excel(file)
        if written.sheet and written.sheet not in book.sheet_names:
            known = ", ".join(book.sheet_names)
            raise CockpitError("source_file_sheet", path=file, sheet=written.sheet, known=known)
        frame = book.load_sheet(written.sheet or 0, header_row=None, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        cause = str(error).splitlines()[0][:200]
        raise CockpitError("source_file_unreadable", path=file, cause=cause) from None
    if frame.is_empty():
        raise CockpitError("source_file_empty", path=file)
    if written.header:
        names = named(frame.row(0))
        refuse_repeated(file, names)
        frame = frame[1:]
    else:
        names = list(written.names)
        if len(names) != frame.width:
            raise CockpitError("source_file_fields", path=file, line=1, found=frame.width, expected=len(names))
    frame.columns = names
    copy = folder / f"{file.name}.parquet"
    frame.write_parquet(copy)
    opened = _open_parquet(connection, file, written, copy)
    # rows that only look like rows, below or between the others
    anything = f"coalesce({', '.join(map(quoted, names))}) is not null"
    return replace(opened, relation=f"(select * from {opened.relation} where {anything})")


def _open_parquet(
    connection: duckdb.DuckDBPyConnection, file: Path, written: FileFormat, readable: Path
) -> ReadableFile:
    relation = f"read_parquet({literal(str(readable))})"
    try:
        described = connection.execute(f"describe select * from {relation}").fetchall()
    except duckdb.Error as error:
        cause = str(error).splitlines()[0][:200]
        raise CockpitError("source_file_unreadable", path=file, cause=cause) from None
    return ReadableFile(file, written, readable, relation, {row[0]: row[1] for row in described})
