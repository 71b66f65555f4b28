"""A small company that exports two tables into a folder, and a package of its own that reads them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from cockpit import settings as configuration
from pipelines.extraction import package as packages
from tests.pipelines.extracting import Reader

ORDERS = {
    "files": "orders*.csv",
    "strategy": "full",
    "key": ["id"],
    "columns": {
        "id": "bigint",
        "supplier": "varchar",
        "amount": "numeric",
        "ordered_on": "date",
        "changed_at": "timestamp",
        "note": "varchar?",
    },
}
SUPPLIERS = {
    "files": "suppliers.csv",
    "strategy": "full",
    "key": ["code"],
    "columns": {"code": "varchar"},
    "optional": True,
}
HEADER = "id,supplier,amount,ordered_on,changed_at,note"
GOOD = [
    "1,华东轴承,12.50,2026-03-01,2026-03-01 08:30:00,",
    '2,"Müller, Söhne",-3.05,2026-03-02,2026-03-02 09:00:00.250,"two\nlines and a ""quote"""',
    "3,恒信,1234567890123.45,,2026-03-03 00:00:00,x",
]
SETTLED = 3600


@contextmanager
def shop(folder: Path, monkeypatch: pytest.MonkeyPatch, **package: object) -> Iterator[Shop]:
    """The company with its package in place of those the product ships."""
    monkeypatch.setattr(packages, "ERP_PACKAGES_DIRECTORY", folder / "packages")
    monkeypatch.setattr(configuration, "ERP_PACKAGES_DIRECTORY", folder / "packages")
    packages.load_package.cache_clear()
    yield Shop(folder, **package)
    packages.load_package.cache_clear()


class Shop:
    """The exports of the company; every file written here was last changed an hour ago, unless it says otherwise."""

    def __init__(self, folder: Path, **package: object) -> None:
        self._folder = folder
        self.exports = folder / "exports"
        self.exports.mkdir()
        (folder / "packages" / "shop").mkdir(parents=True)
        self.declare(**package)
        connection = {"kind": "folder", "path": str(self.exports)}
        self.reader = Reader(folder, connection, erp="files", package="shop", version="1")

    def declare(self, orders: dict | None = None, **written: object) -> None:
        """Write the package anew, with settings of the format and of the table of orders."""
        package = {
            "erp": "shop",
            "versions": ["1"],
            "timezone": "Asia/Shanghai",
            "schema": "main",
            "overlap_minutes": 0,
            "format": written,
            "tables": {"orders": ORDERS | (orders or {}), "suppliers": SUPPLIERS},
        }
        text = yaml.safe_dump(package, allow_unicode=True, sort_keys=False)
        (self._folder / "packages" / "shop" / "package.yml").write_text(text, encoding="utf-8")
        packages.load_package.cache_clear()

    def export(self, content: bytes | str, name: str = "orders.csv", *, age: float = SETTLED) -> Path:
        """Write a file as it stands, bytes or UTF-8."""
        file = self.exports / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        self.settle(file, age)
        return file

    def settle(self, file: Path, age: float = SETTLED) -> None:
        """Let a file have been changed for the last time that many seconds ago."""
        os.utime(file, (time.time() - age, time.time() - age))

    def orders(self) -> list[tuple]:
        return self.reader.live("orders")


def lines(*records: str, header: str | None = HEADER, end: str = "\n") -> str:
    """The text of a file with these records."""
    return "".join(line + end for line in ([header] if header else []) + list(records))
