"""BPI Challenge 2019: 338,247 events with impossible dates among them, from the reader to the exclusions.

Boudewijn van Dongen, BPI Challenge 2019, 4TU.ResearchData.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.sources.event_log.logs import PURCHASING, LogInstallation, log_folder, moment, shared_log, traces

PROCESS = "purchase_order_item"
NOW = datetime(2026, 3, 31)
EARLIEST = datetime(2010, 1, 1)
# after what the mapping calls the log's latest date
AFTER = datetime(2020, 1, 1)


pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def purchasing(tmp_path_factory: pytest.TempPathFactory) -> LogInstallation:
    folder = tmp_path_factory.mktemp("purchasing_log")
    path = log_folder(folder / "logs", "purchasing", PURCHASING)
    small = write_small_log(folder / "small")
    installation = LogInstallation(folder, {"logs": path, "small": small}, as_of=f"{NOW.isoformat()}Z")
    installation.refresh()
    installation.build("exclusions")
    return installation


@pytest.fixture(scope="module")
def stamps() -> dict[str, list[datetime]]:
    """The stamps of every case in the order of the file."""
    return {
        f"logs:{PROCESS}:{case}": [moment(event["time:timestamp"]) for event in events]
        for case, events in traces(shared_log(PURCHASING))
    }


def is_impossible(each: list[datetime]) -> bool:
    return any(stamp < EARLIEST or stamp >= AFTER for stamp in each)


def test_every_case_and_event_arrives(purchasing: LogInstallation, stamps: dict[str, list[datetime]]) -> None:
    expected = {case: len(each) for case, each in stamps.items()}
    assert (len(expected), sum(expected.values())) == (11_973, 338_247)
    assert (
        dict(
            purchasing.query(
                "select case_id, count(*) from core.fct_process_events where source_id = 'logs' group by 1"
            )
        )
        == expected
    )
    assert (
        dict(purchasing.query("select case_id, event_count from core.fct_process_cases where source_id = 'logs'"))
        == expected
    )


def test_impossible_dates_are_excluded_by_name_and_keep_what_was_written(
    purchasing: LogInstallation, stamps: dict[str, list[datetime]]
) -> None:
    expected = sorted(case for case, each in stamps.items() if is_impossible(each))
    # stamps of 1948, 2001, 2008 and 2020
    assert 3 <= len(expected) <= 30
    found = purchasing.query(
        "select case_id from marts.exclusions where kpi_id = ? and reason = 'impossible_date' order by 1",
        [f"throughput.{PROCESS}"],
    )
    assert [case for (case,) in found] == expected
    years = {each.year for case in expected for each in stamps[case]}
    assert {1948, 2001, 2008, 2020} <= years
    recorded = purchasing.query(
        "select count(*) from canonical.event_log_events where is_impossible and recorded_as like '1948-%'"
    )
    assert recorded == [(sum(each.year == 1948 for case in stamps.values() for each in case),)]


def test_an_impossible_date_is_in_no_average(purchasing: LogInstallation, stamps: dict[str, list[datetime]]) -> None:
    sound = {
        case: (max(each) - min(each)) / timedelta(hours=1) for case, each in stamps.items() if not is_impossible(each)
    }
    found = dict(
        purchasing.query(
            "select case_id, throughput_hours from core.fct_process_cases"
            " where source_id = 'logs' and throughput_hours is not null"
        )
    )
    assert found == pytest.approx(sound)
    [(average, excluded)] = purchasing.query(
        "select avg(throughput_hours), count(*) filter (throughput_hours is null) from core.fct_process_cases"
        " where source_id = 'logs'"
    )
    assert average == pytest.approx(sum(sound.values()) / len(sound))
    assert excluded == len(stamps) - len(sound)
    [(earliest, latest, waits)] = purchasing.query(
        "select min(entered_at), max(left_at), count(*) from core.fct_stage_durations where source_id = 'logs'"
    )
    assert EARLIEST <= earliest <= latest < AFTER
    assert waits == sum(len(each) - 1 for each in stamps.values() if not is_impossible(each))


def test_stamps_against_the_order_of_the_file_exclude_their_case(purchasing: LogInstallation) -> None:
    """The real log has none."""
    found = purchasing.query(
        "select document_number, exclusion_reason, throughput_hours from core.fct_process_cases"
        " where source_id = 'small' order by 1"
    )
    assert found == [("sound", None, 1.0), ("turned", "events_out_of_order", None), ("worked", None, 2.0)]
    listed = purchasing.query("select case_id, reason from marts.exclusions where source_id = 'small'")
    assert listed == [("small:log_small:turned", "events_out_of_order")]


def test_start_and_complete_are_one_event_and_the_work_between_them_is_no_wait(purchasing: LogInstallation) -> None:
    """Of the 30 minutes from A to B ten were waited, whatever B took; what was only assigned did not happen."""
    events = purchasing.query(
        "select activity, strftime(started_at, '%H:%M'), strftime(occurred_at, '%H:%M') from core.fct_process_events"
        " where case_id = 'small:log_small:worked' order by event_id"
    )
    assert events == [("A", "09:00", "09:30"), ("B", "09:40", "11:00")]
    waits = purchasing.query(
        "select stage, elapsed_hours * 60 from core.fct_stage_durations where case_id = 'small:log_small:worked'"
    )
    assert waits == [("B", pytest.approx(10))]


def write_small_log(folder: Path) -> Path:
    """Three cases: two events, the same against the order of their stamps, and two that were begun; no mapping."""

    def trace(case: str, *events: tuple[str, str]) -> str:
        written = "".join(
            f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{at}"/></event>'
            for name, at in events
        )
        return f'<trace><string key="concept:name" value="{case}"/>{written}</trace>'

    first, second = ("A", "2019-01-05T09:00:00Z"), ("B", "2019-01-05T10:00:00Z")
    folder.mkdir()
    text = trace("sound", first, second) + trace("turned", second, first)
    lives = [("A", "start", "09:00"), ("A", "complete", "09:30"), ("B", "assign", "09:35"), ("B", "start", "09:40")]
    text += '<trace><string key="concept:name" value="worked"/>'
    for activity, transition, at in [*lives, ("B", "complete", "11:00")]:
        text += f'<event><string key="concept:name" value="{activity}"/>'
        text += f'<date key="time:timestamp" value="2019-01-05T{at}:00Z"/>'
        text += f'<string key="lifecycle:transition" value="{transition}"/></event>'
    text += "</trace>"
    (folder / "small.xes").write_text(f"<log>{text}</log>")
    return folder
