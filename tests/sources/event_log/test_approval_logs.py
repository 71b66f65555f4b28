"""The two real approval logs of BPI Challenge 2020, run to publication and held against plain readings of the files.

Boudewijn van Dongen, BPI Challenge 2020, 4TU.ResearchData.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest

from dashboards import queries
from tests.sources.event_log.logs import DECLARATIONS, REQUESTS, log_folder, moment, shared_log, traces
from tests.support import Installation

AS_OF = "2019-06-30T16:00:00Z"
NOW = datetime(2019, 6, 30, 16)
LOGS = {"request_for_payment": REQUESTS, "domestic_declaration": DECLARATIONS}
DOCUMENT_TYPES = {"request_for_payment": "payment_request", "domestic_declaration": "declaration"}
# how an activity is written in these logs
DECIDED = re.compile(r"^(?:Request For Payment|Declaration) (FINAL_APPROVED|APPROVED|REJECTED) by (.+)$")
SUBMITTED = re.compile(r"^(?:Request For Payment|Declaration) SUBMITTED by EMPLOYEE$")


pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("approval_logs")
    path = log_folder(folder / "logs", "approvals", REQUESTS, DECLARATIONS)
    source = {"name": "logs", "erp": "event_log", "version": "1", "connection": {"kind": "folder", "path": str(path)}}
    settings = {"as_of": AS_OF, "company_timezone": "Europe/Amsterdam", "group_currency": "EUR"}
    installation = Installation(folder, [source], settings=settings)
    installation.run()
    return installation


def cases(process: str) -> dict[str, list[dict[str, str]]]:
    return {f"logs:{process}:{case}": events for case, events in traces(shared_log(LOGS[process]))}


@pytest.mark.parametrize("process", LOGS)
def test_every_case_and_event_of_the_log_is_published(logs: Installation, process: str) -> None:
    expected = {case: len(events) for case, events in cases(process).items()}
    with logs.snapshot() as snapshot:
        counted = snapshot.execute(
            "select case_id, count(*) from fct_process_events where process = ? group by 1", [process]
        ).fetchall()
        cased = snapshot.execute(
            "select case_id, event_count from fct_process_cases where process = ?", [process]
        ).fetchall()
    assert dict(counted) == expected
    assert dict(cased) == expected
    counts = {"request_for_payment": (6_760, 36_072), "domestic_declaration": (10_357, 55_628)}
    assert (len(expected), sum(expected.values())) == counts[process]


@pytest.mark.parametrize("process", LOGS)
def test_every_case_lasts_as_long_as_its_stamps_say(logs: Installation, process: str) -> None:
    expected = {}
    for case, events in cases(process).items():
        stamps = [moment(event["time:timestamp"]) for event in events]
        last = events[-1]["concept:name"]
        closed = last == "Payment Handled" or last.endswith(("REJECTED by EMPLOYEE", "REJECTED by MISSING"))
        outcome = "open" if not closed else "completed" if last == "Payment Handled" else "cancelled"
        expected[case] = (((max(stamps) if closed else NOW) - min(stamps)) / timedelta(hours=1), outcome)
    with logs.snapshot() as snapshot:
        found = snapshot.execute(
            "select case_id, throughput_hours, outcome from fct_process_cases where process = ?", [process]
        ).fetchall()
        excluded = snapshot.execute("select count(*) from exclusions where kpi_id like 'throughput.%'").fetchone()
    assert {case: outcome for case, _, outcome in found} == {case: outcome for case, (_, outcome) in expected.items()}
    assert {case: hours for case, hours, _ in found} == pytest.approx(
        {case: each[0] for case, each in expected.items()}
    )
    assert excluded == (0,)


def brute_force_steps(process: str) -> list[tuple]:
    """case, round, step, role, requested, decided, decision, amount by walking through every trace."""
    steps = []
    amount_key = {"request_for_payment": "(case)_RequestedAmount", "domestic_declaration": "(case)_Amount"}[process]
    for case, events in cases(process).items():
        round_number, step_number, reached = 1, 0, None
        for event in events:
            at = moment(event["time:timestamp"])
            decided = DECIDED.match(event["concept:name"])
            if SUBMITTED.match(event["concept:name"]):
                reached = at
            elif decided and decided[2] != "EMPLOYEE":
                step_number += 1
                decision = "rejected" if decided[1] == "REJECTED" else "approved"
                amount = round(max(float(each[amount_key]) for each in events), 6)
                steps.append((case, round_number, step_number, event["org:role"], reached, at, decision, amount))
                reached = at
                if decision == "rejected":
                    round_number, step_number = round_number + 1, 0
    return sorted(steps)


@pytest.mark.parametrize("process", LOGS)
def test_every_approval_step_equals_a_walk_through_the_traces(logs: Installation, process: str) -> None:
    expected = brute_force_steps(process)
    with logs.snapshot() as snapshot:
        found = snapshot.execute(
            "select document_id, round_number, step_number, split_part(node, ':', 3), requested_at, decided_at,"
            " decision, cast(amount_company_currency as double) from fct_approval_steps where document_type = ?"
            " order by all",
            [DOCUMENT_TYPES[process]],
        ).fetchall()
    assert [row[:7] for row in found] == [row[:7] for row in expected]
    assert [row[7] for row in found] == pytest.approx([row[7] for row in expected], abs=2e-6)
    assert len(found) > 14_000


@pytest.mark.parametrize("process", LOGS)
def test_approval_steps_last_as_long_as_their_stamps_say(logs: Installation, process: str) -> None:
    hours = [(decided - requested) / timedelta(hours=1) for *_, requested, decided, _, _ in brute_force_steps(process)]
    with logs.snapshot() as snapshot:
        found = snapshot.execute(
            "select elapsed_hours from fct_approval_steps where document_type = ?"
            " order by document_id, round_number, step_number",
            [DOCUMENT_TYPES[process]],
        ).fetchall()
    assert [each for (each,) in found] == pytest.approx(hours)


@pytest.mark.parametrize("process", LOGS)
def test_steps_by_role_and_decision_are_what_a_search_of_the_file_finds(logs: Installation, process: str) -> None:
    text = gzip.decompress(shared_log(LOGS[process]).read_bytes()).decode()
    found = Counter(
        re.findall(
            r'key="concept:name" value="(?:Request For Payment|Declaration) (\w+) by (?!EMPLOYEE)([\w ]+)"', text
        )
    )
    expected: Counter = Counter()
    for (decision, role), count in found.items():
        expected[(role, "rejected" if decision == "REJECTED" else "approved")] += count
    with logs.snapshot() as snapshot:
        rows = snapshot.execute(
            "select split_part(node, ':', 3), decision, count(*) from fct_approval_steps where document_type = ?"
            " group by all",
            [DOCUMENT_TYPES[process]],
        ).fetchall()
    assert {(role, decision): count for role, decision, count in rows} == dict(expected)


@pytest.mark.parametrize("process", LOGS)
def test_every_wait_is_the_time_since_the_event_before(logs: Installation, process: str) -> None:
    expected: Counter = Counter()
    for events in cases(process).values():
        stamps = [moment(event["time:timestamp"]) for event in events]
        for before, after, event in zip(stamps, stamps[1:], events[1:], strict=False):
            expected[event["concept:name"]] += (after - before) / timedelta(hours=1)
    with logs.snapshot() as snapshot:
        found = snapshot.execute(
            "select stage, sum(elapsed_hours) from fct_stage_durations where process = ? group by 1", [process]
        ).fetchall()
    assert dict(found) == pytest.approx(dict(expected))


def test_the_value_stream_lists_the_logs_with_names_in_both_languages(logs: Installation) -> None:
    with logs.snapshot() as snapshot:
        processes = queries.processes(snapshot).rows()
        matrix = queries.stage_matrix(
            snapshot, "request_for_payment", "month", "working", 0.5, None, NOW.date().replace(year=2018), "UTC"
        )
        documents = queries.document_types(snapshot).rows()
        [case] = snapshot.execute("select case_id from fct_process_cases where has_rework limit 1").fetchall()
        assert not queries.case_events(snapshot, case[0]).is_empty()
        assert not queries.case_stages(snapshot, case[0]).is_empty()
    assert [row[:3] for row in processes] == [
        ("domestic_declaration", "国内差旅报销", "Domestic declaration"),
        ("request_for_payment", "付款申请", "Request for payment"),
    ]
    assert {"付款完成", "主管最终审批通过"} <= set(matrix["name_zh"].to_list())
    assert documents == [("declaration", "报销单", "Declaration"), ("payment_request", "付款申请", "Payment request")]


def test_the_logs_pass_the_check_of_sources_and_are_left_as_they_are(logs: Installation) -> None:
    outcome = logs.cockpit("source", "check")
    assert outcome.code == 0, outcome.errors
    assert sorted(path.name for path in (logs.folder / "logs").iterdir()) == [DECLARATIONS, REQUESTS, "mapping.yml"]
    assert (logs.folder / "logs" / REQUESTS).read_bytes() == shared_log(REQUESTS).read_bytes()
