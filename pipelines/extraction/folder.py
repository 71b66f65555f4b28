"""A folder of files as a database: each table of the package over the files that its pattern finds.

Belongs here: which files make a table, that they are whole while they are read, and what does not fit in them. Does
not belong here: the kinds of file (`file_readers.py`), or which rows are read.

The files are read once, into typed copies below the data folder's temporary directory: so all later reading sees one
state of them, and whatever is wrong with a file is found, with its line, before anything is landed.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import weakref
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cockpit.errors import CockpitError
from pipelines.extraction.dialects import Dialect
from pipelines.extraction.file_format import FileFormat
from pipelines.extraction.file_readers import ReadableFile, open_file
from pipelines.extraction.package import ErpPackage, Table
from pipelines.extraction.sql_text import literal, quoted
from pipelines.extraction.written_values import value

SECONDS_A_KILLED_RUN_MAY_BE_BACK = 24 * 3600
LONGEST_SHOWN = 40
# inode, size, time of the last change: what a writer cannot leave as it was
State = tuple[int, int, int]


@dataclass(eq=False)
class Folder(Dialect):
    """The dialect of one folder. `zone` is that of the stamps in the files."""

    source: str
    temporary: Path
    zone: str

    def attach(
        self, connection: duckdb.DuckDBPyConnection, address: str, alias: str, timeout_seconds: int, package: ErpPackage
    ) -> None:
        """Make a catalogue under the alias with one view per table.

        Raises:
            CockpitError: a required table has no file, or a file is being written or broken.
        """
        found = self._find(Path(address), package)
        working = self._working_folder()
        connection.execute(f"ATTACH ':memory:' AS {alias}")
        try:
            states = {file: _state(file) for files in found.values() for file in files}
            for name, files in found.items():
                table = package.tables[name]
                written = table.format or FileFormat()
                for file in files:
                    states[file] = _settled(file, states[file], written.settle_seconds)
                self._create_view(connection, alias, name, table, files, working)
            for file, state in states.items():
                _refuse_changed(file, state)
        except BaseException:
            connection.execute(f"DETACH {alias}")
            shutil.rmtree(working, ignore_errors=True)
            raise

    def schema(self, connection: duckdb.DuckDBPyConnection, alias: str, declared: str) -> str:
        return "main"

    def _find(self, folder: Path, package: ErpPackage) -> dict[str, list[Path]]:
        """The files of every table that has any, by name, before the first of them is opened."""
        if not any(table.files for table in package.tables.values()):
            raise CockpitError("source_files_undeclared", source=self.source, erp=package.erp)
        found = {}
        for name, table in package.tables.items():
            matching = {file for pattern in table.files for file in folder.glob(_in_any_case(pattern))}
            files = sorted(file for file in matching if file.is_file())
            if files:
                found[name] = files
            elif not table.optional:
                patterns = ", ".join(table.files) or "–"
                raise CockpitError(
                    "source_files_missing", source=self.source, table=name, pattern=patterns, path=folder
                )
        return found

    def _working_folder(self) -> Path:
        self.temporary.mkdir(parents=True, exist_ok=True)
        for left in self.temporary.glob("files-*"):
            if time.time() - left.stat().st_mtime > SECONDS_A_KILLED_RUN_MAY_BE_BACK:
                shutil.rmtree(left, ignore_errors=True)
        working = Path(tempfile.mkdtemp(prefix="files-", dir=self.temporary))
        weakref.finalize(self, shutil.rmtree, working, ignore_errors=True)
        return working

    def _create_view(
        self,
        connection: duckdb.DuckDBPyConnection,
        alias: str,
        name: str,
        table: Table,
        files: list[Path],
        working: Path,
    ) -> None:
        copies = []
        for number, file in enumerate(files):
            folder = working / f"{name}.{number}"
            folder.mkdir()
            copies.append(self._copy(connection, table, file, folder, number))
            repeated = _repeated_key(connection, table, copies[-1:])
            if repeated:
                key = ", ".join(table.key)
                raise CockpitError("source_file_key_repeated", path=file, key=key, value=repeated[:LONGEST_SHOWN])
        rows = f"select * exclude (_file) from {_scan(copies)}"
        if len(copies) > 1 and _repeated_key(connection, table, copies):
            # exports that overlap: the file that is last by name knows best
            keys = ", ".join(map(quoted, table.key))
            rows += f" qualify row_number() over (partition by {keys} order by _file desc) = 1"
        connection.execute(f"create view {alias}.main.{quoted(table.relation or name)} as {rows}")

    def _copy(self, connection: duckdb.DuckDBPyConnection, table: Table, file: Path, folder: Path, number: int) -> Path:
        """One file as Parquet with the declared columns, in their types where the file has only texts."""
        opened = open_file(connection, file, table.format or FileFormat(), list(table.columns), folder)
        selected = self._columns(table, opened)
        copy = folder / "typed.parquet"
        columns = ", ".join(f"{expression} as {quoted(column)}" for column, (_, expression, _) in selected.items())
        try:
            rows = f"select {columns}, {number} as _file from {opened.relation}"
            connection.execute(f"copy ({rows}) to {literal(str(copy))} (format parquet)")
        except duckdb.Error as error:
            opened.check()
            for column, (there, _, trying) in selected.items():
                _check_values(connection, opened, there, table.columns[column].type, trying)
            cause = str(error).splitlines()[0][:200]
            raise CockpitError("source_file_unreadable", path=file, cause=cause) from None
        return copy

    def _columns(self, table: Table, opened: ReadableFile) -> dict[str, tuple[str, str, str]]:
        """declared column → its name in the file, what reads it, and what gives null where that fails."""
        there = {name.casefold(): name for name in opened.columns}
        selected = {}
        for column, declared in table.columns.items():
            name = there.get(column.casefold())
            if name is None:
                if not declared.optional:
                    raise CockpitError("source_file_column", path=opened.file, column=column)
                continue
            delivered = opened.columns[name]
            text = quoted(name)
            if delivered == "VARCHAR":
                if not opened.written.is_text and opened.written.null_texts:
                    missing = ", ".join(literal(each) for each in opened.written.null_texts)
                    text = f"case when {text} not in ({missing}) then {text} end"
                strict = value(text, declared.type, opened.written, self.zone)
                trying = value(text, declared.type, opened.written, self.zone, trying=True)
            else:
                if delivered == "TIMESTAMP WITH TIME ZONE":
                    text = f"timezone({literal(self.zone)}, {text})"
                # numbers stay as they are: extraction knows how a binary one becomes a decimal one
                is_number = delivered in ("DOUBLE", "FLOAT")
                strict = text if is_number else f"cast({text} as {declared.type})"
                trying = f"try_cast({text} as {declared.type})"
            selected[column] = (name, strict, trying)
        return selected


def _scan(copies: list[Path]) -> str:
    return f"read_parquet([{', '.join(literal(str(copy)) for copy in copies)}], union_by_name = true)"


def _repeated_key(connection: duckdb.DuckDBPyConnection, table: Table, copies: list[Path]) -> str | None:
    """A key that stands in more than one row, as text."""
    keys = ", ".join(map(quoted, table.key))
    row = connection.execute(
        f"select concat_ws(', ', {keys}) from {_scan(copies)} group by {keys} having count(*) > 1 order by all limit 1"
    ).fetchone()
    return row[0] if row else None


def _check_values(
    connection: duckdb.DuckDBPyConnection, opened: ReadableFile, column: str, declared: str, trying: str
) -> None:
    """Complain about the first value of a column that does not fit its type."""
    texts = [*opened.written.null_texts, *opened.written.no_date_texts]
    row = connection.execute(
        f"select cast({quoted(column)} as varchar) from {opened.relation} where trim(cast({quoted(column)} as varchar))"
        f" not in ('', {', '.join(map(literal, texts)) or 'null'}) and ({trying}) is null limit 1"
    ).fetchone()
    if row:
        line = opened.line_of(connection, column, row[0])
        raise CockpitError(
            "source_file_value",
            path=opened.file,
            line=line,
            column=column,
            value=row[0].strip()[:LONGEST_SHOWN],
            type=declared,
        )


def _in_any_case(pattern: str) -> str:
    """A pattern that finds names in upper and lower case alike: exports from Windows are not consistent in it."""
    if "[" in pattern:
        return pattern
    return "".join(f"[{each.lower()}{each.upper()}]" if each.isascii() and each.isalpha() else each for each in pattern)


def _state(file: Path) -> State:
    try:
        status = file.stat()
    except OSError as error:
        raise CockpitError("source_file_unreadable", path=file, cause=error.strerror) from None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _settled(file: Path, state: State, settle_seconds: float) -> State:
    """The state of a file that nobody has touched for a while; one that was touched just now is waited for once."""
    _refuse_changed(file, state)
    age = time.time() - state[2] / 1e9
    if 0 <= age < settle_seconds:
        time.sleep(settle_seconds - age)
        _refuse_changed(file, state)
    return state


def _refuse_changed(file: Path, state: State) -> None:
    if _state(file) != state:
        raise CockpitError("source_file_changing", path=file)
