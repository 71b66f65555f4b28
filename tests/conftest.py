"""Fixtures that are costly enough to be shared by a whole session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from xdist.scheduler import LoadScopeScheduling

from cockpit.cli import main
from cockpit.language import use_language
from tests.support import Installation, Outcome, PostgresServer, Run, shared_database

QUARTER_AS_OF = "2026-03-31T16:00:00Z"
CE_AS_OF = "2026-11-30T16:00:00Z"


class OneWorkerPerFile(LoadScopeScheduling):
    """Tests of one file share its fixtures, those of the acceptance folder the restored databases.

    (xdist's own `xdist_group` has no effect under pytest 9.2: node ids cannot be renamed any more.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return "tests/acceptance" if file.startswith("tests/acceptance/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    return OneWorkerPerFile(config, log)


# what takes longest begins first, or one worker would wait for the other at the end
LONGEST_FIRST = ("tests/pipelines/test_failing_runs.py", "tests/acceptance/", "tests/pipelines/test_odoo_traps.py")
# the real database that `make test` looks at
EVERYDAY_DATABASE = "quarter"
# of the sources beside it, what takes seconds; whole ERPs are built by `make test-acceptance`
EVERYDAY_SOURCES = (
    "tests/sources/event_log/test_formats.py",
    "tests/sources/files/test_folder.py",
    "tests/sources/odoo/test_what_other_versions_have.py",
    "tests/sources/sap/test_sap_documents.py",
)
# whole runs on hand-made databases and readings of minutes: as long as all the rest together
OF_MINUTES = (
    "tests/dbt/test_adding_a_kpi.py",
    "tests/dbt/test_traps_of_sales_kpis.py",
    "tests/dbt/test_working_time_by_minutes.py",
    "tests/pipelines/test_compaction.py",
    "tests/pipelines/test_drift.py::test_a_run_with_a_table_set_apart",
    "tests/pipelines/test_group_stock.py",
    "tests/pipelines/test_mariadb.py",
    "tests/pipelines/test_mariadb_reading.py",
    "tests/pipelines/test_purchasing_cases.py",
    "tests/pipelines/test_source_check.py",
    "tests/pipelines/test_streamed.py",
    "tests/simulation/",
    "tests/pipelines/test_working_time_of_a_run.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the real databases that `make test` leaves to `make test-acceptance`, and order the files."""
    for item in items:
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        of_further_source = item.nodeid.startswith("tests/sources/") and not item.nodeid.startswith(EVERYDAY_SOURCES)
        of_further_database = item.get_closest_marker("real_data") and EVERYDAY_DATABASE not in parameters
        if item.get_closest_marker("tryton"):
            continue
        of_further_database = of_further_database and not item.nodeid.startswith(EVERYDAY_SOURCES)
        if of_further_source or of_further_database or item.nodeid.startswith(OF_MINUTES):
            item.add_marker(pytest.mark.acceptance)
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(
        key=lambda item: next((places[name] for name in LONGEST_FIRST if item.nodeid.startswith(name)), len(places))
    )


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command line's entry point in this process, which saves loading the libraries for every command."""
    before = dict(os.environ)

    def call(installation: Installation, *arguments: str, language: str = "en") -> Outcome:
        variables = installation.variables() | {"COCKPIT_LANGUAGE": language}
        # what a command before has written for dbt and Dagster must not reach this one
        os.environ.clear()
        os.environ.update(variables)
        monkeypatch.chdir(installation.folder)
        monkeypatch.setattr("sys.argv", ["cockpit", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), written.out, written.err)

    yield call
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def quarter_dsn(postgres: PostgresServer) -> str:
    """The running Odoo 18 of a first quarter, restored."""
    postgres.restore("odoo_quarter", shared_database("odoo18_quarter.sql.gz"))
    return postgres.dsn("odoo_quarter")


@pytest.fixture(scope="session")
def ce_dsn(postgres: PostgresServer) -> str:
    """Odoo 18's own demo company with a burst of documents, restored."""
    postgres.restore("odoo_ce", shared_database("odoo18_ce.sql.gz"))
    return postgres.dsn("odoo_ce")


def odoo_installation(folder: Path, dsn: str, as_of: str, source: str = "erp") -> Installation:
    """An installation with one Odoo 18 in PostgreSQL."""
    return Installation(
        folder,
        [
            {
                "name": source,
                "erp": "odoo",
                "version": "18",
                "connection": {"kind": "postgres", "dsn_env": "ERP_DSN"},
            }
        ],
        settings={"as_of": as_of},
        environment={"ERP_DSN": dsn},
    )


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory, quarter_dsn: str) -> Installation:
    """The quarter's Odoo, published."""
    installation = odoo_installation(tmp_path_factory.mktemp("quarter"), quarter_dsn, QUARTER_AS_OF)
    installation.run()
    return installation


@pytest.fixture(scope="session")
def ce(tmp_path_factory: pytest.TempPathFactory, ce_dsn: str) -> Installation:
    """Odoo's demo company, published."""
    installation = odoo_installation(tmp_path_factory.mktemp("ce"), ce_dsn, CE_AS_OF)
    installation.run()
    return installation


def demo_installation(folder: Path, erp: Path) -> Installation:
    """An installation on a demo company's SQLite database."""
    return Installation(
        folder,
        [
            {
                "name": "demo",
                "erp": "odoo",
                "version": "18",
                "connection": {"kind": "sqlite", "path": str(erp)},
            }
        ],
        settings={"as_of": "2026-10-31T16:00:00Z", "company_name": "华东精密机械有限公司"},
    )


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run, the same one for all workers."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if folder.name.startswith("popen-") else folder


@pytest.fixture(scope="session")
def demo_erp(shared_folder: Path) -> Path:
    """A small demo company's ERP database; to be copied, not to be changed."""
    from seeds.simulation import SqliteFile, write_demo_erp

    file = shared_folder / "demo_erp.sqlite"
    with FileLock(file.with_suffix(".lock")):
        if not file.exists():
            write_demo_erp(SqliteFile(file), file.with_suffix(".truth"), scale=0.2, months=6)
    return file


@pytest.fixture(scope="session")
def demo(shared_folder: Path, demo_erp: Path) -> Installation:
    """The demo company, published; to be read, not to be changed."""
    with FileLock(shared_folder / "demo.lock"):
        is_published = (shared_folder / "demo").exists()
        installation = demo_installation(shared_folder / "demo", demo_erp)
        if not is_published:
            installation.run()
    return installation
