"""Publishing: readers always find a whole snapshot, the last one or the new one, whatever happens to the publisher."""

from __future__ import annotations

import hashlib
import itertools
import json
import multiprocessing
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import yaml

from cockpit.errors import CockpitError
from cockpit.paths import CATALOGUE_DIRECTORY
from cockpit.published import SnapshotManifest, current_manifest, manifest_path
from cockpit.settings import Settings
from kpis.cards import Catalogue
from pipelines.publishing import PUBLISHED_TABLES, publish
from tests.support import Installation

AS_OF = datetime(2026, 3, 31, 16, tzinfo=UTC)
KEEP = 3
ROWS = 300
CARDS = Catalogue(CATALOGUE_DIRECTORY).cards


def fill_warehouse(settings: Settings, number: int, rows: int = ROWS) -> None:
    """A warehouse whose every table says which round it is of."""
    settings.paths.root.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.paths.warehouse)) as connection:
        connection.execute("begin")
        for origin in PUBLISHED_TABLES.values():
            schema, _ = origin.split(".")
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(
                f"create or replace table {origin} as"
                f" select {number} as round, range as row, md5(range::varchar) as text from range({rows})"
            )
        connection.execute("commit")


def publish_round(folder: Path, number: int) -> SnapshotManifest:
    """Publish a warehouse of that round. Run ids sort by time, here by round."""
    settings = Settings(folder / "cockpit.yml")
    fill_warehouse(settings, number)
    return publish(settings, f"{number:08d}", AS_OF + timedelta(days=number), CARDS, [])


def publish_for_ever(folder: Path, first: int) -> None:
    """What is killed."""
    for number in itertools.count(first):
        publish_round(folder, number)


def assert_whole(directory: Path) -> int:
    """The served snapshot is described by its manifest to the last byte and row; returns its round."""
    manifest = current_manifest(directory)
    file = directory / manifest.file
    assert hashlib.sha256(file.read_bytes()).hexdigest() == manifest.sha256
    assert file.stat().st_size == manifest.bytes
    with duckdb.connect(str(file), read_only=True) as connection:
        rounds = {
            connection.execute(f"select count(*), min(round), max(round) from {name}").fetchone()
            for name in PUBLISHED_TABLES
        }
    assert len(rounds) == 1  # no table is of another round, none is short
    [(rows, first, last)] = rounds
    assert rows == ROWS
    assert first == last == int(manifest.run_id)
    return last


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = {"name": "erp", "erp": "odoo", "version": "18", "connection": {"kind": "sqlite", "path": "erp.sqlite"}}
    settings = {"keep_snapshots": KEEP, "company_name": "测试公司", "group_currency": "CNY", "stale_after_hours": 30}
    Installation(tmp_path / "installation", [source], settings)
    return tmp_path / "installation"


def published(folder: Path) -> Path:
    return folder / "data" / "published"


def test_a_reader_of_the_old_snapshot_keeps_it_while_a_new_one_is_published(folder: Path) -> None:
    publish_round(folder, 1)
    old = published(folder) / current_manifest(published(folder)).file
    # another process, as the cockpit is: it opens the old snapshot, waits for a word, and reads it then
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            "connection = duckdb.connect(sys.argv[1], read_only=True)\n"
            "print(connection.execute('select max(round) from processes').fetchone()[0], flush=True)\n"
            "sys.stdin.readline()\n"
            "print(connection.execute('select sum(round), count(distinct text) from kpi_values').fetchone())\n",
            str(old),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "1\n"
    for number in range(2, 3 + KEEP):  # until the old one is pruned under the reader's hands
        publish_round(folder, number)
    assert not old.exists()
    rest, _ = reader.communicate("go on\n")
    assert rest == f"({ROWS}, {ROWS})\n"
    assert assert_whole(published(folder)) == 2 + KEEP


def test_the_oldest_snapshots_are_pruned_but_never_the_served_one(folder: Path) -> None:
    for number in range(1, KEEP + 3):
        publish_round(folder, number)
    kept = [f"cockpit-{number:08d}.duckdb" for number in range(3, KEEP + 3)]
    assert sorted(file.name for file in published(folder).glob("*.duckdb")) == kept
    assert sorted(file.name for file in published(folder).glob("*.manifest.json")) == [
        Path(name).with_suffix(".manifest.json").name for name in kept
    ]
    # an operator's roll-back and a clock that was set back: the new snapshot sorts as the oldest, and is served
    publish_round(folder, 1)
    assert assert_whole(published(folder)) == 1
    assert len(list(published(folder).glob("*.duckdb"))) == KEEP + 1


def test_the_published_file_cannot_be_half_of_what_the_warehouse_holds(folder: Path) -> None:
    publish_round(folder, 1)
    settings = Settings(folder / "cockpit.yml")
    fill_warehouse(settings, 2)
    with duckdb.connect(str(settings.paths.warehouse)) as connection:
        connection.execute("drop table marts.exclusions")
    with pytest.raises(duckdb.CatalogException):
        publish(settings, "00000002", AS_OF, CARDS, [])
    assert assert_whole(published(folder)) == 1
    publish_round(folder, 3)
    assert assert_whole(published(folder)) == 3
    assert sorted(file.name for file in published(folder).iterdir()) == sorted(
        ["CURRENT", *(f"cockpit-0000000{n}.{end}" for n in (1, 3) for end in ("duckdb", "manifest.json"))]
    )


def test_a_disk_that_refuses_is_told_in_one_line(folder: Path) -> None:
    publish_round(folder, 1)
    # a folder stands where the new file is to be built
    obstacle = published(folder) / "cockpit-00000002.duckdb"
    (obstacle / "something").mkdir(parents=True)
    manifest_path(obstacle).touch()
    with pytest.raises(CockpitError, match=r"published: cannot be written .*check disk space and permissions"):
        publish_round(folder, 2)
    assert assert_whole(published(folder)) == 1


def last_line(directory: Path) -> str | None:
    try:
        return (directory / "CURRENT").read_text().strip()
    except FileNotFoundError:
        return None


def moments(directory: Path) -> list[tuple[str, Callable[[str], object]]]:
    """States of the folder at which the publisher is killed; each is told which snapshot was served before."""

    def newest() -> Path:
        return max(directory.glob("cockpit-*.duckdb"), default=directory / "none", key=lambda file: file.name)

    return [
        ("the new file is being built", lambda before: list(directory.glob("*.building"))),
        ("it has its name and no manifest", lambda before: not manifest_path(newest()).exists()),
        (
            "it has its manifest, the pointer is old",
            lambda before: newest().name != last_line(directory) and manifest_path(newest()).exists(),
        ),
        ("the pointer is being written", lambda before: list(directory.glob(".CURRENT.*"))),
        ("the pointer has turned", lambda before: last_line(directory) not in (None, before)),
    ]


def test_killed_at_any_moment_the_pointer_names_a_whole_snapshot(folder: Path) -> None:
    directory = published(folder)
    publish_round(folder, 1)
    # a server that has the modules loaded already starts a publisher in no time
    publishers = multiprocessing.get_context("forkserver")
    publishers.set_forkserver_preload([__name__])
    chance = random.Random(7)
    seen = 1
    waits = [*moments(directory), *[("some moment", None)] * 2]
    for _, reached in waits:
        before = last_line(directory) or ""
        process = publishers.Process(target=publish_for_ever, args=(folder, seen + 1))
        process.start()
        try:
            # once it is at work, either a state of the folder or a random moment within a few rounds
            deadline = time.monotonic() + 60
            while last_line(directory) == before and not (reached and reached(before)):
                assert process.is_alive() and time.monotonic() < deadline
                time.sleep(0.0002)
            if reached is None:
                time.sleep(chance.random() / 2)
            assert process.is_alive()
        finally:
            process.kill()  # SIGKILL: nothing is tidied up
            process.join()
        served = assert_whole(directory)
        assert served >= seen
        seen = served
    # the next publication goes through and clears what the dead ones left
    assert publish_round(folder, seen + 10).run_id == f"{seen + 10:08d}"
    assert assert_whole(directory) == seen + 10
    names = {file.name for file in directory.iterdir()} - {"CURRENT"}
    snapshots = {name for name in names if name.endswith(".duckdb")}
    assert names == snapshots | {Path(name).with_suffix(".manifest.json").name for name in snapshots}


def test_the_manifest_tells_what_the_snapshot_holds(demo: Installation, demo_erp: Path) -> None:
    pointer = (demo.published / "CURRENT").read_text()
    assert pointer.endswith(".duckdb\n") and pointer.count("\n") == 1
    file = demo.published / pointer.strip()
    manifest = json.loads(file.with_suffix(".manifest.json").read_text(encoding="utf-8"))
    assert manifest["file"] == file.name == f"cockpit-{manifest['run_id']}.duckdb"
    assert manifest["as_of"] == "2026-10-31T16:00:00Z"
    assert manifest["bytes"] == file.stat().st_size
    assert manifest["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert manifest["company_name"] == "华东精密机械有限公司"
    assert manifest["company_timezone"] == "Asia/Shanghai"
    with duckdb.connect(str(file), read_only=True) as snapshot:
        tables = snapshot.execute("select table_name from duckdb_tables()").fetchall()
        rows = {name: snapshot.execute(f"select count(*) from {name}").fetchone()[0] for (name,) in tables}
    assert manifest["tables"] == rows
    [source] = manifest["sources"]
    assert (source["name"], source["erp"], source["version"]) == ("demo", "odoo", "18")
    with sqlite3.connect(demo_erp) as erp:
        declared = erp.execute("select name from sqlite_master where type = 'table' and name <> 'ir_module_module'")
        assert source["rows"] <= sum(erp.execute(f"select count(*) from {name}").fetchone()[0] for (name,) in declared)
    record = json.loads((demo.published / "LAST_RUN.json").read_text(encoding="utf-8"))
    assert (record["run_id"], record["status"], record["snapshot"]) == (manifest["run_id"], "published", file.name)
    stamps = [record["started_at"], source["extracted_at"], record["ended_at"], manifest["published_at"]]
    moments = [datetime.fromisoformat(stamp) for stamp in stamps]
    # the manifest's stamp is cut to seconds
    assert moments[0] <= moments[1] <= moments[2] and moments[3] >= moments[1].replace(microsecond=0)


def test_a_snapshot_is_served_whose_manifest_carries_keys_of_an_earlier_version(folder: Path) -> None:
    manifest = publish_round(folder, 1)
    file = manifest_path(published(folder) / manifest.file)
    written = json.loads(file.read_text(encoding="utf-8"))
    assert "company_currency" not in written
    file.write_text(json.dumps(written | {"company_currency": "CNY"}), encoding="utf-8")
    assert current_manifest(published(folder)) == manifest
    assert assert_whole(published(folder)) == 1


def test_a_snapshot_keeps_the_targets_it_was_published_with(folder: Path) -> None:
    cards = {card["id"]: card for file in CATALOGUE_DIRECTORY.glob("*.yml") for card in yaml_cards(file)}
    manifest = publish_round(folder, 1)
    with duckdb.connect(str(published(folder) / manifest.file), read_only=True) as snapshot:
        rows = snapshot.execute(
            "select kpi_id, card_target, card_warning, card_critical, relative_to, relative_name_zh, relative_name_en"
            " from kpi_cards"
        ).fetchall()
    assert {row[0] for row in rows} == set(cards)
    for kpi_id, *found in rows:
        card = cards[kpi_id]
        named = card.get("relative_name", {})
        thresholds = [float(card[mark]) for mark in ("target", "warning", "critical")]
        assert found == [*thresholds, card.get("relative_to"), named.get("zh-CN"), named.get("en")]
    assert any(row[4] for row in rows)


def yaml_cards(file: Path) -> list[dict]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))["kpis"]


def test_the_snapshot_has_every_table_and_column_that_is_promised(demo: Installation) -> None:
    """The interface that people script against: shared with them in the README's names, columns in any order."""
    promised = {
        "kpi_values": "kpi_id kpi_version period_type period_start scope_type scope_id value numerator denominator"
        " case_count open_count excluded_count coverage is_complete_period",
        "process_health": "process month scope_type scope_id score coverage compliance_score timeliness_score"
        " quality_score cost_score cash_score adoption_score",
        "fct_process_events": "source_id process case_id event_id activity activity_zh activity_en occurred_at"
        " started_at actor_id department_id is_automatic amount_company_currency",
        "fct_process_cases": "source_id process case_id started_at ended_at is_open throughput_hours"
        " throughput_working_hours variant_id event_count has_rework company_id department_id",
        "fct_stage_durations": "source_id process case_id stage entered_at left_at is_open elapsed_hours"
        " working_hours department_id actor_id",
        "fct_approval_steps": "source_id document_type document_id step_number node approver_id requested_at"
        " decided_at decision elapsed_hours working_hours amount_company_currency",
        "exclusions": "kpi_id source_id case_id reason detail",
    }
    with demo.snapshot() as snapshot:
        for table, columns in promised.items():
            present = {row[0] for row in snapshot.execute(f"describe {table}").fetchall()}
            assert set(columns.split()) <= present, table


def test_every_change_of_health_is_explained_to_the_last_point(demo: Installation) -> None:
    with demo.snapshot() as snapshot:
        scores = {
            row[:4]: row[4]
            for row in snapshot.execute(
                "select process, scope_type, scope_id, month, score from process_health"
            ).fetchall()
        }
        points = {
            row[:4]: row[4]
            for row in snapshot.execute(
                "select process, scope_type, scope_id, month, sum(points) from health_bridges group by all"
            ).fetchall()
        }
    changes = {}
    for (*key, month), score in scores.items():
        before = (month - timedelta(days=1)).replace(day=1)
        if (*key, before) in scores:
            changes[*key, month] = score - scores[*key, before]
    assert len(changes) > 50
    assert points == {key: pytest.approx(change, abs=1e-9) for key, change in changes.items()}


def test_departments_are_ranked_by_the_share_of_their_kpis_on_target(demo: Installation) -> None:
    with demo.snapshot() as snapshot:
        found = snapshot.execute(
            "select month, department_id, judged_kpis, kpis_on_target, rank from department_attainment order by all"
        ).fetchall()
        counted = snapshot.execute(
            "with counted as (select period_start as month, scope_id, count(score) as judged,"
            " count(*) filter (status = 'on_target') as met from kpi_scores where period_type = 'month'"
            " and scope_type = 'department' and score is not null group by all)"
            " select *, rank() over (partition by month order by met / judged desc) from counted order by all"
        ).fetchall()
    assert len(found) > 30
    assert found == counted
