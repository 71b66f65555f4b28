"""A folder with an SAP extract, extracted and built up to the layers that a test asks for.

Belongs here: driving the product. Does not belong here: what an extract holds, what is expected.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from pipelines import dbt
from tests.pipelines.extracting import Reader

ZONE = "Asia/Shanghai"
AS_OF = "2026-10-31 16:00:00"  # after everything that is simulated


class SapReader(Reader):
    """A source of SAP tables in a folder."""

    def __init__(self, folder: Path, extract: Path, version: str = "ECC") -> None:
        super().__init__(
            folder, {"kind": "folder", "path": str(extract)}, erp="sap_extract", version=version, timezone=ZONE
        )
        self.extract = extract

    @property
    def warehouse(self) -> Path:
        return self.settings.paths.warehouse

    def build(self, *arguments: str) -> None:
        """Run dbt on the warehouse; seeds are loaded where the selection reaches them."""
        dbt.environment(self.settings)
        variables = json.dumps(dbt.variables(self.settings, AS_OF))
        dbt.invoke(self.settings, [*arguments, "--vars", variables])


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as Python's own reader finds them."""
    with file.open(newline="", encoding="utf-8") as stream:
        return [{name.lower(): text for name, text in row.items()} for row in csv.DictReader(stream)]


def assert_raw_equals_files(reader: SapReader) -> None:
    """Every file is landed: each declared column of each row, as it is written; an empty field is null."""
    files = {
        file.stem.lower().removeprefix("sap_").removesuffix("_data").removesuffix("_bck"): file
        for file in reader.extract.iterdir()
    }
    assert set(files) <= set(reader.package.tables)
    for name, table in reader.package.tables.items():
        if name not in files:
            assert reader.live(name) == [], name
            continue
        written = rows_of(files[name])
        expected = [tuple(row.get(column) or None for column in table.columns) for row in written]
        assert sorted(map(repr, reader.live(name))) == sorted(map(repr, expected)), name
