"""A run tells what an installation lacks, and is silent about what only another version of Odoo would have."""

from __future__ import annotations

from pathlib import Path

from cockpit.progress import Progress
from pipelines.extraction.refresh import refresh_source
from tests.pipelines.extracting import Reader
from tests.pipelines.odoo_database import OdooDatabase


class Told(Progress):
    """Progress that remembers what was told."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.warnings: list[str] = []

    def warn(self, text: str) -> None:
        self.warnings.append(text)


def test_only_what_the_version_has_is_missed(tmp_path: Path) -> None:
    company = OdooDatabase(tmp_path / "erp.sqlite")
    company.execute("alter table purchase_order drop column receipt_status")
    company.execute("drop table hr_department")
    company.commit()
    reader = Reader(tmp_path / "reader", {"kind": "sqlite", "path": str(company.path)})
    told = Told()
    refresh_source(reader.settings, reader.source, progress=told)
    text = "\n".join(told.warnings)
    assert "table purchase_order lacks receipt_status" in text
    assert "there is no table hr_department" in text
    # Odoo 19's, 16's and 17's
    for name in ("product_value", "relative_factor", "old_value_monetary", "is_in", "current_version_id"):
        assert name not in text, name
