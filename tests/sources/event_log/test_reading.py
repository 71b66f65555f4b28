"""The readers alone: what XES allows, what is refused with its place, and that nothing of a broken log is taken."""

from __future__ import annotations

import gzip
import hmac
import json
import re
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from cockpit.errors import CockpitError, ConfigurationError
from cockpit.yaml_source import YamlSource
from pipelines.extraction.event_logs.files import DONE, parse_logs
from pipelines.extraction.event_logs.mapping import Log, Mapping
from pipelines.extraction.event_logs.tables import Writer
from tests.sources.event_log.logs import (
    EXAMPLES,
    ORDER_EVENTS,
    LogInstallation,
    orders_as_csv,
    orders_as_ocel_json,
    orders_as_ocel_sqlite,
    orders_as_xes,
)
from tests.support import PROJECT

MAPPING = "logs:\n  - file: log.xes\n    process: claims\n"


def xes(folder: Path, body: str, mapping: str = MAPPING) -> Path:
    """A folder with one XES log and its mapping."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "log.xes").write_text(f'<?xml version="1.0"?>\n<log>\n{body}\n</log>\n', encoding="utf-8")
    (folder / "mapping.yml").write_text(mapping, encoding="utf-8")
    return folder


def trace(case: str, *events: str) -> str:
    return f'<trace><string key="concept:name" value="{case}"/>\n' + "\n".join(events) + "\n</trace>"


def event(activity: str, stamp: str = "2026-01-05T09:00:00+08:00", further: str = "") -> str:
    return (
        f'<event><string key="concept:name" value="{activity}"/><date key="time:timestamp" value="{stamp}"/>'
        f"{further}</event>"
    )


def parsed(folder: Path, columns: str, table: str = "events") -> list[tuple]:
    folders = parse_logs(folder, folder.parent / "parsed")
    files = [str(file) for each in folders for file in each.glob(f"{table}.*.parquet")]
    order = "event_number" if table == "events" else "all"
    return duckdb.sql(f"select {columns} from read_parquet({files}) order by {order}").fetchall()


def complaint(folder: Path) -> CockpitError:
    with pytest.raises(CockpitError) as error:
        parse_logs(folder, folder.parent / "parsed")
    assert "\n" not in error.value.one_line()
    assert not list((folder.parent / "parsed").glob("*"))
    return error.value


# -- what XES allows ---------------------------------------------------------------------------------------------------


def test_globals_stand_in_for_attributes_that_an_event_lacks(tmp_path: Path) -> None:
    body = '<global scope="event"><string key="org:role" value="CLERK"/></global>' + trace(
        "c1", event("A"), event("B", further='<string key="org:role" value="BOSS"/>')
    )
    assert parsed(xes(tmp_path / "logs", body), "activity, role") == [("A", "CLERK"), ("B", "BOSS")]


def test_a_classifier_may_be_the_activity(tmp_path: Path) -> None:
    body = '<classifier name="both" keys="concept:name \'org:role\'"/>' + trace(
        "c1", event("A", further='<string key="org:role" value="BOSS"/>'), event("B")
    )
    folder = xes(tmp_path / "logs", body, MAPPING + "    classifier: both\n")
    assert parsed(folder, "activity") == [("A+BOSS",), ("B",)]


def test_nested_attributes_lists_and_types_are_kept_as_json(tmp_path: Path) -> None:
    further = (
        '<int key="count" value="3"/><float key="worth" value="1.5"/><boolean key="urgent" value="true"/>'
        '<string key="place" value="Hefei"><string key="country" value="CN"/></string>'
        '<list key="parts"><values><string key="part" value="a"/><string key="part" value="b"/></values></list>'
    )
    folder = xes(tmp_path / "logs", trace("c1", event("A", further=further)), MAPPING + "    department: place\n")
    [(department, attributes)] = parsed(folder, "department, attributes")
    assert department == "Hefei"
    found = json.loads(attributes)
    assert found["place"] == {"value": "Hefei", "attributes": {"country": "CN"}}
    assert (found["count"], found["worth"], found["urgent"]) == (3, 1.5, True)
    assert found["parts"] == {"part": ["a", "b"]}


def test_stamps_keep_their_text_and_become_utc_where_they_name_a_zone(tmp_path: Path) -> None:
    body = trace("c1", event("A", "2026-01-05T09:00:00.5+08:00"), event("B", "2026-01-05T09:00:00"), event("C", "soon"))
    at, local = datetime(2026, 1, 5, 1, 0, 0, 500_000), datetime(2026, 1, 5, 9)
    assert parsed(xes(tmp_path / "logs", body), "recorded_as, occurred_utc, occurred_local") == [
        ("2026-01-05T09:00:00.5+08:00", at, None),
        ("2026-01-05T09:00:00", None, local),
        ("soon", None, None),
    ]


def test_a_trace_without_events_and_its_own_attributes_are_kept(tmp_path: Path) -> None:
    body = '<trace><string key="concept:name" value="empty"/><int key="worth" value="7"/></trace>'
    [(case, attributes)] = parsed(xes(tmp_path / "logs", body), "case_key, attributes", "cases")
    assert (case, json.loads(attributes)) == ("empty", {"concept:name": "empty", "worth": 7})


def test_a_log_of_any_length_is_written_in_files_of_bounded_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Writer.__init__, "__defaults__", (10,))
    folder = xes(tmp_path / "logs", "\n".join(trace(f"c{n}", event("A"), event("B")) for n in range(25)))
    [parts] = parse_logs(folder, tmp_path / "parsed")
    counts = [duckdb.sql(f"select count(*) from '{file}'").fetchone()[0] for file in sorted(parts.glob("events.*"))]
    assert counts == [10, 10, 10, 10, 10]


def test_a_log_without_a_mapping_is_read_by_the_standards_own_keys(tmp_path: Path) -> None:
    folder = xes(tmp_path / "logs", trace("c1", event("A")))
    (folder / "mapping.yml").unlink()
    assert parsed(folder, "case_key, activity") == [("c1", "A")]
    assert parsed(folder, "process", "logs") == [("log_log",)]
    assert [each.name for each in parse_logs(folder / "log.xes", tmp_path / "parsed")]


def test_logs_without_a_mapping_are_processes_of_their_own_whatever_their_names(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for name in ("付款", "报销"):
        (tmp_path / "logs" / f"{name}.xes").write_text("<log>" + trace("c1", event("A")) + "</log>")
    found = parsed(tmp_path / "logs", "process, process_name_zh", "logs")
    assert len({process for process, _ in found}) == 2
    assert {name for _, name in found} == {"付款", "报销"}


def test_what_has_not_changed_is_not_parsed_again(tmp_path: Path) -> None:
    folder = xes(tmp_path / "logs", trace("c1", event("A")))
    (folder / "other.xes").write_text("<log>" + trace("c2", event("B")) + "</log>")
    first = parse_logs(folder, tmp_path / "parsed")
    before = {each: (each / DONE).stat().st_mtime_ns for each in first}
    (folder / "other.xes").write_text("<log>" + trace("c2", event("C")) + "</log>")
    second = parse_logs(folder, tmp_path / "parsed")
    kept = set(first) & set(second)
    assert len(kept) == 1
    assert {each: (each / DONE).stat().st_mtime_ns for each in kept} == {each: before[each] for each in kept}
    assert set((tmp_path / "parsed").iterdir()) == set(second)


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_log_cut_in_half_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = xes(tmp_path / "logs", "\n".join(trace(f"c{n}", event("A"), event("B")) for n in range(100)))
    whole = (folder / "log.xes").read_bytes()
    (folder / "log.xes").write_bytes(whole[: len(whole) // 2])
    error = complaint(folder)
    line = whole[: len(whole) // 2].count(b"\n") + 1
    assert error.code == "log_broken"
    assert error.one_line().startswith(f"{folder / 'log.xes'}:{line}:")


def test_a_packed_log_cut_in_half_is_refused_with_its_place(tmp_path: Path) -> None:
    body = "\n".join(trace(f"case {n * 7919}", event(f"A{n}"), event(f"B{n * 31}")) for n in range(20_000))
    folder = xes(tmp_path / "logs", body, MAPPING.replace("log.xes", "log.xes.gz"))
    packed = gzip.compress((folder / "log.xes").read_bytes())
    (folder / "log.xes").unlink()
    (folder / "log.xes.gz").write_bytes(packed[: len(packed) // 2])
    error = complaint(folder)
    assert error.code == "log_broken"
    assert str(folder / "log.xes.gz") in error.one_line()
    assert int(str(error.details["place"]).split(":")[0]) > 1000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.xes", b"<html><body>no log</body></html>"),
        ("log.xes", b"case;activity;stamp\n1;A;2026-01-01\n"),
        ("log.xes", b""),
        ("log.xes", b'<!DOCTYPE log [<!ENTITY e SYSTEM "/etc/hostname">]><log><string key="&e;"/></log>'),
        ("log.xes.gz", b"this was never packed"),
    ],
    ids=["html", "csv", "empty", "entities", "not gzip"],
)
def test_what_is_no_xes_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    folder = xes(tmp_path / "logs", "", MAPPING.replace("log.xes", name))
    (folder / "log.xes").unlink()
    (folder / name).write_bytes(content)
    error = complaint(folder)
    assert error.code == "log_not_xes"
    assert str(folder / name) in error.one_line()


def test_an_event_without_an_activity_or_a_case_is_refused_with_its_line(tmp_path: Path) -> None:
    nameless = '<event><date key="time:timestamp" value="2026-01-05T09:00:00Z"/></event>'
    error = complaint(xes(tmp_path / "nameless", trace("c1", event("A"), nameless)))
    assert error.code == "log_event_incomplete"
    assert ":5:" in error.one_line() and "concept:name" in error.one_line()
    error = complaint(xes(tmp_path / "homeless", "<trace>" + event("A") + "</trace>"))
    assert (error.code, error.details["part"]) == ("log_event_incomplete", "case")


def test_a_mapping_that_names_an_unknown_attribute_is_refused_with_its_line(tmp_path: Path) -> None:
    mapping = MAPPING + "    names: {zh: 理赔, en: Claims}\n    role: org:rolle\n"
    error = complaint(xes(tmp_path / "logs", trace("c1", event("A")), mapping))
    assert isinstance(error, ConfigurationError)
    assert error.one_line().startswith(f"{tmp_path / 'logs' / 'mapping.yml'}:5:")
    assert "org:rolle" in error.one_line() and "concept:name, time:timestamp" in error.one_line()


def test_a_mapping_that_names_an_unknown_classifier_is_refused_with_its_line(tmp_path: Path) -> None:
    body = '<classifier name="Activity" keys="concept:name"/>' + trace("c1", event("A"))
    error = complaint(xes(tmp_path / "logs", body, MAPPING + "    classifier: Aktivity\n"))
    assert (error.code, error.details["line"]) == ("log_attribute_unknown", 4)
    assert "Activity" in error.one_line()


@pytest.mark.parametrize(
    ("line", "code", "number"),
    [
        ("    rolle: org:role\n", "yaml_unknown_key", 4),
        ("    earliest_date: long ago\n", "yaml_value", 4),
        ("    latest_date: 2019-12-31\n    earliest_date: 2020-01-01\n", "yaml_value", 4),
        ("    latest_date: 1989-12-31\n", "yaml_value", 4),
        ("    approvals: {document_type: claim, submitted: [A]}\n", "yaml_value", 4),
        ("  - file: gone.xes\n    process: gone\n", "log_file_missing", 4),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(tmp_path: Path, line: str, code: str, number: int) -> None:
    error = complaint(xes(tmp_path / "logs", trace("c1", event("A")), MAPPING + line))
    assert error.code == code
    assert error.one_line().startswith(f"{tmp_path / 'logs' / 'mapping.yml'}:{number}:")


def test_a_broken_csv_log_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = orders_as_csv(tmp_path / "logs")
    lines = (folder / "orders.csv").read_bytes().splitlines(keepends=True)
    (folder / "orders.csv").write_bytes(b"".join(lines[:3]) + lines[3][:12])
    error = complaint(folder)
    assert (error.code, error.details["place"]) == ("log_broken", 4)
    (folder / "orders.csv").write_bytes(b"".join(lines))
    mapping = folder / "mapping.yml"
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("resource: who", "resource: 谁"), encoding="utf-8")
    error = complaint(folder)
    assert (error.code, error.details["line"]) == ("log_attribute_unknown", 6)
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("    case: 订单\n", ""), encoding="utf-8")
    assert complaint(folder).code == "log_part_missing"


def test_broken_object_centric_logs_are_refused(tmp_path: Path) -> None:
    folder = orders_as_ocel_json(tmp_path / "json")
    whole = (folder / "orders.json").read_bytes()
    (folder / "orders.json").write_bytes(whole[: len(whole) // 2])
    assert complaint(folder).code == "log_broken"
    (folder / "orders.json").write_text('{"hello": "world"}')
    assert complaint(folder).code == "log_not_ocel"
    (folder / "orders.json").write_bytes(whole)
    mapping = folder / "mapping.yml"
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace("    case_object_type: order\n", ""), encoding="utf-8"
    )
    assert complaint(folder).code == "log_case_object_missing"
    folder = orders_as_ocel_sqlite(tmp_path / "sqlite" / "logs")
    (folder / "orders.sqlite").write_bytes(b"no database at all" * 100)
    assert complaint(folder).code == "log_not_ocel"


def test_a_log_that_breaks_later_leaves_raw_as_it_was(tmp_path: Path) -> None:
    folder = orders_as_xes(tmp_path / "logs")
    installation = LogInstallation(tmp_path / "installation", {"logs": folder})
    installation.refresh()
    events = "select * from raw_logs.log_event order by event_number"
    before = installation.query(events)
    assert len(before) == 7
    whole = (folder / "orders.xes").read_bytes()
    (folder / "orders.xes").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CockpitError) as error:
        installation.refresh()
    assert error.value.code == "log_broken"
    assert installation.query(events) == before
    # a shorter log is another matter: what it no longer holds is marked, not lost
    (folder / "orders.xes").write_bytes(whole[: whole.index(b"<trace>", whole.index(b"</trace>"))] + b"</log>")
    installation.refresh()
    assert installation.query("select count(*), count(_deleted_at) from raw_logs.log_event") == [(7, 3)]


# -- one log, and the documents ----------------------------------------------------------------------------------------


def test_a_source_may_be_one_log(tmp_path: Path) -> None:
    folder = orders_as_xes(tmp_path / "logs")
    (folder / "other.xes").write_text("<log>" + trace("c2", event("B")) + "</log>")
    installation = LogInstallation(tmp_path / "installation", {"logs": folder / "orders.xes"})
    installation.refresh()
    assert installation.query("select log, process, company_name from raw_logs.log") == [
        ("orders.xes", "orders", "示例公司")
    ]


def test_names_become_pseudonyms_and_no_copy_of_them_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_PSEUDONYM_KEY", "a secret of this test")
    folder = orders_as_xes(tmp_path / "logs")
    mapping = (folder / "mapping.yml").read_text(encoding="utf-8")
    (folder / "mapping.yml").write_text(mapping + "    automatic: [van-1]\n    leave_out: [worth]\n", encoding="utf-8")
    installation = LogInstallation(tmp_path / "installation", {"logs": folder}, personal_data="pseudonymise")
    installation.refresh()
    found = installation.query("select resource, is_automatic, attributes from raw_logs.log_event")
    digest = hmac.new(b"a secret of this test", b"van-1", "sha256").hexdigest()[:24]
    assert len({resource for resource, _, _ in found}) == len({event[3] for event in ORDER_EVENTS})
    assert {resource for resource, is_automatic, _ in found if is_automatic} == {f"p_{digest}"}
    assert {key for _, _, text in found for key in json.loads(text)} == {"concept:name", "time:timestamp"}
    left = [file for file in (tmp_path / "installation").rglob("*.parquet") if "landing" not in file.parts]
    assert not left


@pytest.mark.parametrize("document", ["docs/event-logs.md", "docs/zh-CN/event-logs.md"])
def test_every_key_of_the_mapping_is_documented_and_the_example_is_a_mapping(document: str) -> None:
    text = (PROJECT / document).read_text(encoding="utf-8")
    named = {key for line in text.splitlines() if line.startswith("| `") for key in re.findall(r"`(\w+)`", line)}
    assert set(Log.model_fields) <= named
    [example] = [block for block in re.findall(r"^```yaml\n(.*?)^```", text, re.S | re.M) if "process:" in block]
    assert Mapping.model_validate(yaml.safe_load(example)).logs[0].approvals


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*/mapping.yml")), ids=lambda file: file.parent.name)
def test_the_shipped_examples_are_mappings(example: Path) -> None:
    assert YamlSource(example).parse(Mapping).logs
