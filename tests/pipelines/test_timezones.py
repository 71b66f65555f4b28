"""Local time by sums, where a zone's clock is not changed any more, is the time that zone has."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import duckdb
import pytest

from pipelines.timezones import settled_timezones
from tests.dbt.project import ThrowAwayProject

ZONES = ["Asia/Shanghai", "Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "Asia/Amman", "Africa/Casablanca"]


def test_every_settled_zone_of_the_world_keeps_its_offset_from_then_on() -> None:
    settled = settled_timezones(available_timezones())
    assert "Asia/Shanghai" in settled
    assert "Europe/Berlin" not in settled
    assert "Africa/Casablanca" not in settled
    chance = random.Random(20261122)
    for name, zone in settled.items():
        since = datetime.fromisoformat(zone["since"]).replace(tzinfo=UTC)
        for days in [0, *(chance.uniform(0, 20_000) for _ in range(40))]:
            moment = since + timedelta(days=days)
            assert moment.astimezone(ZoneInfo(name)).utcoffset() == timedelta(minutes=zone["utc_offset_minutes"]), name


@pytest.fixture(scope="module")
def conversions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Zone → the two conversions of a column `stamp` as the macros write them."""
    project = ThrowAwayProject(
        tmp_path_factory.mktemp("timezones"), {"settled_timezones": settled_timezones(set(ZONES))}
    )
    calls = [f"{{{{ utc_to_local('stamp', '{zone}') }}}}, {{{{ local_to_utc('stamp', '{zone}') }}}}" for zone in ZONES]
    printed = project.dbt("compile", "--inline", " ### ".join(calls), "--output", "json")
    compiled = json.loads(printed[printed.index("{") :])["compiled"].split("###")
    assert len(compiled) == len(ZONES)
    return dict(zip(ZONES, compiled, strict=True))


@pytest.mark.parametrize("zone", ZONES)
def test_stamps_are_converted_as_the_zone_says(zone: str, conversions: dict[str, str]) -> None:
    """Against Python's own time zone database, before and after the last change, and there and back."""
    assert ("interval" in conversions[zone]) == (zone in settled_timezones({zone}))
    chance = random.Random(zone)
    stamps = [datetime(1985, 1, 1) + timedelta(seconds=chance.randrange(60 * 365 * 86400)) for _ in range(2_000)]
    with duckdb.connect() as connection:
        connection.execute("create table stamps as select unnest($1) as stamp", [stamps])
        rows = connection.execute(f"select stamp, {conversions[zone]} from stamps").fetchall()
    assert len(rows) == len(stamps)
    for stamp, there, back in rows:
        assert there == stamp.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        # an hour that comes twice, or never, has no one answer
        answers = [stamp.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)]
        assert back.replace(tzinfo=UTC) in answers
