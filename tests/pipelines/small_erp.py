"""An ERP of four tables, one for each way of reading, so that extraction can be driven through thousands of changes.

Belongs here: its package, its schema, plain reading of what it holds. Does not belong here: what is done to it.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from cockpit import settings
from pipelines.extraction import package as packages
from tests.pipelines.extracting import Reader

PACKAGE = """
erp: small
versions: ["1"]
timezone: UTC
schema: public
overlap_minutes: 60
personal_exceptions: [robot]
tables:
  orders:
    strategy: incremental
    history: [promised]
    columns: {id: bigint, name: varchar, state: "varchar?", amount: numeric, promised: date, write_date: timestamp}
  notes:
    strategy: incremental
    key: [code]
    personal: [author]
    columns: {code: varchar, text: varchar, author: varchar, write_date: timestamp}
  pairs:
    strategy: full
    key: [a, b]
    columns: {a: bigint, b: bigint, weight: double}
  entries:
    strategy: append_only
    cursor: id
    columns: {id: bigint, what: varchar}
"""
SCHEMA = """
create table orders (id bigint primary key, name text, state text, amount numeric, promised date, unread text,
    write_date timestamp);
create table notes (code text primary key, text text, author text, write_date timestamp);
create table pairs (a bigint, b bigint, weight double precision, primary key (a, b));
create table entries (id bigint primary key, what text);
"""
STAMPS = "timestamp '2026-01-01' + n * interval '1 minute'"


def fill(rows: int) -> str:
    """SQL that fills the four tables."""
    return f"""
        insert into orders select n, 'O' || n, 'draft', n / 8.0, date '2026-02-01' + (n % 50)::int, 'x', {STAMPS}
            from generate_series(1, {rows}) n;
        insert into notes select 'N' || n, 'text ' || n, 'author' || n % 7, {STAMPS} from generate_series(1, {rows}) n;
        insert into pairs select n, n % 5, n / 2.0 from generate_series(1, {rows // 4}) n;
        insert into entries select n, 'entry ' || n from generate_series(1, {rows}) n;
        analyze
    """


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str = PACKAGE) -> Path:
    """Make the package the only one there is, for as long as the test lasts; returns its file."""
    file = folder / "small" / "package.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    for module in (settings, packages):
        monkeypatch.setattr(module, "ERP_PACKAGES_DIRECTORY", folder)
    packages.load_package.cache_clear()
    return file


def reader(folder: Path, dsn_env: str = "SMALL_DSN", settings: dict | None = None, **source: object) -> Reader:
    """A reader of the small ERP, whose address stands in an environment variable."""
    connection = source.pop("connection", {"kind": "postgres", "dsn_env": dsn_env})
    return Reader(folder, connection, settings, erp="small", version="1", **source)


def execute(dsn: str, *statements: str) -> None:
    """Run statements, each committed by itself."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def in_source(dsn: str, name: str, columns: list[str]) -> list[tuple]:
    """What the source holds of a table, by its first columns."""
    with psycopg.connect(dsn) as connection:
        order = ", ".join(str(place + 1) for place in range(len(columns)))
        return connection.execute(f"select {', '.join(columns)} from {name} order by {order}").fetchall()


def in_raw(read: Reader, name: str, columns: list[str]) -> list[tuple]:
    """What raw holds of a table and is not deleted, by its first columns."""
    order = ", ".join(str(place + 1) for place in range(len(columns)))
    return read.query(f"select {', '.join(columns)} from raw_erp.{name} where _deleted_at is null order by {order}")


def assert_raw_equals_source(read: Reader, dsn: str, beyond: dict[str, list[str]] | None = None) -> None:
    """Every table holds in raw what it holds in the source, value by value; `beyond` names further columns."""
    with psycopg.connect(dsn) as connection:
        present = connection.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
        ).fetchall()
    for name, table in read.package.tables.items():
        columns = [*table.columns, *(beyond or {}).get(name, [])]
        plain = [column if (name, column) in present else f"null as {column}" for column in columns]
        raw, source = in_raw(read, name, columns), in_source(dsn, name, plain)
        assert raw == source, (name, sorted(map(str, set(raw) ^ set(source)))[:6])
