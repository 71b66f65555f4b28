"""The document on SAP extracts lists exactly the tables and fields that the package reads, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extraction.package import load_package
from tests.support import PROJECT


@pytest.mark.parametrize("document", ["docs/sap-extracts.md", "docs/zh-CN/sap-extracts.md"])
def test_the_document_lists_the_tables_and_fields_of_the_package(document: str) -> None:
    lines = Path(PROJECT / document).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    listed = {}
    for table, _, fields in cells[1:]:
        required, _, optional = fields.partition(" (")
        listed[table] = (required.split(", "), optional.rstrip(")").split(", ") if optional else [])
    assert listed == {
        name.upper(): (
            [column.upper() for column, declared in table.columns.items() if not declared.optional],
            [column.upper() for column, declared in table.columns.items() if declared.optional],
        )
        for name, table in load_package("sap_extract").tables.items()
    }
