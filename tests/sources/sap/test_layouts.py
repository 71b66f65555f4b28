"""The column layouts of real ECC extracts, with their few made-up rows, are read as they stand."""

from __future__ import annotations

import pytest

from tests.sources.sap.building import SapReader, assert_raw_equals_files, rows_of
from tests.sources.sap.sap_files import LAYOUTS
from tests.support import missing

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> SapReader:
    if not LAYOUTS.exists():
        missing(f"the SAP layouts are not at {LAYOUTS}")
    reader = SapReader(tmp_path_factory.mktemp("sap_layouts"), LAYOUTS)
    reader.refresh()
    return reader


def test_every_file_is_landed_as_it_is_written(reader: SapReader) -> None:
    assert len(list(LAYOUTS.glob("*.csv"))) == 27
    assert_raw_equals_files(reader)


def test_the_canonical_layer_builds_on_them(reader: SapReader) -> None:
    reader.build("seed")
    reader.build("run", "--select", "+canonical")
    companies = rows_of(LAYOUTS / "sap_t001_data.csv")
    assert reader.query(
        "select company_id, company_name, company_currency from canonical.companies order by 1"
    ) == sorted((f"erp:{row['mandt']}/{row['bukrs']}", row["butxt"], row["waers"].upper()) for row in companies)
    suppliers = rows_of(LAYOUTS / "sap_lfa1_data.csv")
    assert reader.query("select supplier_id from canonical.suppliers order by 1") == sorted(
        (f"erp:{row['mandt']}/{row['lifnr']}",) for row in suppliers
    )
