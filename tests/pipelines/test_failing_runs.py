"""A run that fails, dies or meets another one harms nothing: the last snapshot is served, the next run heals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from cockpit.published import SnapshotManifest
from tests.conftest import CE_AS_OF, odoo_installation
from tests.support import Installation, PostgresServer, Run


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, demo: Installation, demo_erp: Path) -> Installation:
    """A published demo company of this module's own, on a copy of the ERP that tests may damage."""
    folder = tmp_path_factory.mktemp("failing")
    shutil.copytree(demo.data, folder / "data")
    shutil.copy(demo_erp, folder / "erp.sqlite")
    source = {"name": "demo", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    return Installation(folder, [source], settings={"as_of": "2026-10-31T16:00:00Z"})


def damage(installation: Installation, *statements: str) -> None:
    with sqlite3.connect(installation.folder / "erp.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)


def last_run(installation: Installation) -> dict:
    return json.loads((installation.published / "LAST_RUN.json").read_text())


def assert_still_served(installation: Installation, before: str | None) -> None:
    assert installation.current() == before
    with installation.snapshot() as snapshot:
        row = snapshot.execute("select count(*) from kpi_values").fetchone()
    assert row and row[0] > 0


def test_a_source_that_is_gone_fails_in_one_line_and_the_snapshot_stays(run: Run, published: Installation) -> None:
    before = published.current()
    erp = published.folder / "erp.sqlite"
    erp.rename(erp.with_suffix(".away"))
    outcome = run(published, "run")
    erp.with_suffix(".away").rename(erp)
    assert outcome.code == 2
    assert "erp.sqlite of source demo does not exist; correct path" in outcome.complaint
    assert_still_served(published, before)
    assert last_run(published)["status"] == "failed"
    assert last_run(published)["message"] == outcome.complaint


def test_a_missing_table_is_named(run: Run, published: Installation) -> None:
    for away, complaint in (
        ("nowhere", "source demo has no table stock_move, which odoo needs; check that the module is installed"),
        ("stock_moves", "source demo has no table stock_move, but one called stock_moves; if it was renamed, set"),
    ):
        damage(published, f"alter table stock_move rename to {away}")
        outcome = run(published, "run")
        damage(published, f"alter table {away} rename to stock_move")
        assert outcome.code == 2
        assert complaint in outcome.complaint


def test_an_unsupported_version_is_named(run: Run, published: Installation) -> None:
    damage(published, "update ir_module_module set latest_version = '13.0.1.3'")
    outcome = run(published, "run")
    damage(published, "update ir_module_module set latest_version = '18.0.1.3'")
    assert outcome.code == 2
    assert "source demo is odoo 13, supported are: 16, 17, 18, 19; connect a supported version" in outcome.complaint


def test_a_database_that_is_no_odoo_is_told(run: Run, published: Installation, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.sqlite").execute("create table something (id integer)")
    source = {**published.sources[0], "connection": {"kind": "sqlite", "path": str(tmp_path / "other.sqlite")}}
    outcome = run(Installation(tmp_path / "other", [source]), "source", "check")
    assert outcome.code == 2
    assert "does not look like an odoo database (its version cannot be told)" in outcome.complaint
    (tmp_path / "text.sqlite").write_text("this is no database at all, only a text of some length " * 50)
    source["connection"]["path"] = str(tmp_path / "text.sqlite")
    outcome = run(Installation(tmp_path / "text", [source]), "source", "check")
    assert outcome.code == 2
    assert "is no SQLite database" in outcome.complaint


def test_a_wrong_card_stops_the_run_before_anything_is_read(run: Run, published: Installation, tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    shutil.copytree(Path(__file__).parents[2] / "kpis" / "catalogue", cards)
    text = (cards / "inventory.yml").read_text(encoding="utf-8")
    (cards / "inventory.yml").write_text(text.replace("metric: inv_turns", "metric: inv_turms"), encoding="utf-8")
    settings = {**published.settings, "catalogue_directory": "cards", "data_directory": str(published.data)}
    own = Installation(tmp_path, published.sources, settings)
    before, batches = published.current(), landed(published)
    for command in (["kpi", "check"], ["run"]):
        outcome = run(own, *command)
        assert outcome.code == 2
        assert "inventory.yml:10: KPI inv.turns names the metric inv_turms, which does not exist" in outcome.complaint
        assert "inv_turns" in outcome.complaint.split("use one of:")[1]
    assert published.current() == before
    assert landed(published) == batches


def test_a_failing_check_publishes_nothing(published: Installation) -> None:
    before = published.current()
    damage(
        published,
        "insert into stock_move (id, state, product_id, product_uom, product_uom_qty, quantity, location_id,"
        " location_dest_id, date, company_id, create_date, write_date) select max(id) + 1, 'done', 999999, 1, 1, 1,"
        " min(location_id), min(location_dest_id), '2026-10-31 15:00:00', 1, '2026-10-31 15:00:00',"
        " '2026-10-31 15:30:00'"
        " from stock_move",
    )
    outcome = published.cockpit("run")
    assert outcome.code == 1
    assert "dbt failed at relationships_stock_moves_item_id__item_id__ref_items_" in outcome.complaint
    assert "the published snapshot is untouched" in outcome.complaint
    assert_still_served(published, before)
    assert last_run(published)["code"] == "dbt_failed"
    damage(published, "delete from stock_move where product_id = 999999")


def kill(process: subprocess.Popen) -> None:
    """End a run and everything it started, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def holder(installation: Installation) -> int | None:
    """The process that says it holds the run lock."""
    try:
        return json.loads((installation.data / "run.holder.json").read_text())["pid"]
    except (OSError, ValueError):
        return None


def landed(installation: Installation) -> int:
    return len(list((installation.data / "landing" / "demo").glob("*/manifest.json")))


@pytest.mark.parametrize("moment", ["while extracting", "while modelling"])
def test_a_killed_run_leaves_the_snapshot_and_no_half_batch(published: Installation, moment: str) -> None:
    before, batches = published.current(), landed(published)
    folders = published.data / "landing" / "demo"
    present = set(folders.iterdir())
    process = published.start("run")
    try:
        if moment == "while extracting":
            wait_for(lambda: set(folders.iterdir()) - present)
        else:
            wait_for(lambda: landed(published) > batches)
            time.sleep(6)
        assert process.poll() is None
    finally:
        kill(process)
    assert_still_served(published, before)
    for folder in folders.iterdir():
        manifest = folder / "manifest.json"
        if manifest.exists():
            listed = {
                file["name"] for table in json.loads(manifest.read_text())["tables"].values() for file in table["files"]
            }
            assert listed <= {file.name for file in folder.iterdir()}


def kpi_values(installation: Installation) -> list[tuple]:
    with installation.snapshot() as snapshot:
        return snapshot.execute("select * from kpi_values order by all").fetchall()


@pytest.fixture(scope="module")
def purged(published: Installation) -> None:
    """OCA's audit log deletes entries after half a year by itself: so it has, before the run that heals."""
    old = "(select id from auditlog_log where create_date < '2026-09-01')"
    damage(
        published,
        f"delete from auditlog_log_line where log_id in {old}",
        f"delete from auditlog_log where id in {old}",
        "delete from mail_tracking_value where create_date < '2026-09-01'",
    )


@pytest.mark.usefixtures("purged")
def test_the_next_run_heals_and_a_second_one_at_once_is_refused(published: Installation) -> None:
    before = published.current()
    # dbt writes them in every run, and a killed one leaves them half written
    for name in ("manifest.json", "semantic_manifest.json", "partial_parse.msgpack"):
        file = published.data / "dbt" / "target" / name
        os.truncate(file, file.stat().st_size // 2)
    process = published.start("run")
    wait_for(lambda: holder(published) == process.pid)
    second = published.cockpit("run")
    assert second.code == 1
    assert second.complaint.startswith("another run is writing the warehouse (pid ")
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert published.current() != before
    with published.warehouse() as warehouse, sqlite3.connect(published.folder / "erp.sqlite") as erp:
        for table in ("purchase_order", "purchase_order_line", "stock_move", "tier_review"):
            found = warehouse.execute(f"select count(*) from raw_demo.{table} where _deleted_at is null").fetchone()
            assert found == erp.execute(f"select count(*) from {table}").fetchone()
    assert last_run(published)["status"] == "published"
    assert not list(published.published.glob("*.building*"))


def test_a_snapshot_is_whole_and_described_by_its_manifest(published: Installation) -> None:
    manifest = SnapshotManifest.model_validate_json(
        (published.published / (published.current() or "")).with_suffix(".manifest.json").read_bytes()
    )
    with published.snapshot() as snapshot:
        for table, count in manifest.tables.items():
            assert snapshot.execute(f"select count(*) from {table}").fetchone() == (count,)
    assert {"kpi_values", "process_health", "fct_process_events", "fct_approval_steps", "exclusions"} <= set(
        manifest.tables
    )


def test_purging_the_erps_logs_changes_no_published_number(published: Installation, demo: Installation) -> None:
    """The demo company as it was before anything happened; months that were published keep their numbers."""
    assert published.current() != demo.current()
    with published.warehouse() as warehouse, sqlite3.connect(published.folder / "erp.sqlite") as erp:
        for table in ("auditlog_log", "auditlog_log_line", "mail_tracking_value"):
            [left] = erp.execute(f"select count(*) from {table}").fetchone()
            [kept] = warehouse.execute(f"select count(*) from raw_demo.{table} where _deleted_at is null").fetchone()
            assert left < kept
    assert kpi_values(published) == kpi_values(demo)


def test_replaying_landing_gives_the_same_raw_tables(published: Installation) -> None:
    def contents() -> dict[str, list[tuple]]:
        with published.warehouse() as warehouse:
            tables = warehouse.execute(
                "select table_name from duckdb_tables() where schema_name = 'raw_demo'"
            ).fetchall()
            return {
                table: warehouse.execute(f"select * from raw_demo.{table} order by all").fetchall()
                for (table,) in tables
                if table != "_batches"
            }

    before = contents()
    erp = published.folder / "erp.sqlite"
    erp.rename(erp.with_suffix(".away"))
    published.run("--replay")
    erp.with_suffix(".away").rename(erp)
    after = contents()
    assert before.keys() == after.keys()
    for table, found in after.items():
        assert found == before[table], table


@pytest.mark.postgres
def test_a_wrong_password_is_told_without_showing_it(postgres: PostgresServer, tmp_path: Path) -> None:
    postgres.require_password("reader", "right-secret")
    dsn = postgres.dsn("postgres", "reader").replace("reader@", "reader:wrong-secret@")
    outcome = odoo_installation(tmp_path, dsn, CE_AS_OF).cockpit("source", "check")
    assert outcome.code == 2
    assert "cockpit.yml:" in outcome.complaint
    assert "source erp refused the login (wrong user or password)" in outcome.complaint
    assert "secret" not in outcome.errors + outcome.output


@pytest.mark.postgres
def test_a_server_that_is_down_and_a_database_that_is_absent_are_told_apart(
    run: Run, published: Installation, postgres: PostgresServer, tmp_path: Path
) -> None:
    absent = run(odoo_installation(tmp_path / "absent", postgres.dsn("nowhere"), CE_AS_OF), "source", "check")
    assert absent.code == 2
    assert "has no such database" in absent.complaint
    nobody = postgres.dsn("postgres").replace(str(postgres.port), "1")
    down_installation = odoo_installation(tmp_path / "down", nobody, CE_AS_OF, "demo")
    shutil.copytree(published.data / "dbt", down_installation.data / "dbt")
    down = run(down_installation, "run")
    assert down.code == 1
    assert "cannot be reached (connection refused or timed out)" in down.complaint
    elsewhere = postgres.dsn("postgres").replace("127.0.0.1", "no-such-host.invalid")
    unknown = run(odoo_installation(tmp_path / "unknown", elsewhere, CE_AS_OF), "source", "check")
    assert unknown.code == 2
    assert "host name of source erp cannot be resolved" in unknown.complaint


def test_nothing_published_yet_is_told(run: Run, tmp_path: Path) -> None:
    source = {"name": "demo", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    fresh = Installation(tmp_path, [source])
    for command in (["status"], ["serve"], ["query", "select 1"], ["kpi", "values", "apr.levels"]):
        outcome = run(fresh, *command)
        assert outcome.code == 1
        assert "nothing has been published yet; run cockpit run first" in outcome.complaint


def test_a_landed_file_that_was_changed_is_refused(published: Installation, tmp_path: Path) -> None:
    copy = Installation(tmp_path / "copy", published.sources, published.settings)
    # dbt's reading of the project comes along, it is not what is looked at
    for part in ("landing", "dbt"):
        shutil.copytree(published.data / part, copy.data / part)
    shutil.copy(published.data / "warehouse.duckdb", copy.data / "warehouse.duckdb")
    damaged = min((copy.data / "landing" / "demo").glob("*/purchase_order.0.parquet"))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    outcome = copy.cockpit("run", "--replay")
    assert outcome.code == 1
    assert "no longer matches its checksum" in outcome.complaint
    # every file is looked at before anything is forgotten
    with duckdb.connect(str(copy.data / "warehouse.duckdb"), read_only=True) as warehouse:
        row = warehouse.execute("select count(*) from raw_demo.purchase_order").fetchone()
    assert row and row[0] > 0
