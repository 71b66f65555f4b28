"""Old landing batches united into one: a replay gives the same raw tables as before, to the last stamp."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.extraction import compaction
from tests.pipelines import small_erp
from tests.pipelines.extracting import Reader
from tests.pipelines.test_random_source import RandomLife

pytestmark = pytest.mark.postgres


@pytest.fixture
def lived(small_dsn: str, tmp_path: Path) -> tuple[Reader, RandomLife]:
    """A source with twelve batches of random changes."""
    small_erp.execute(small_dsn, small_erp.fill(300))
    reader = small_erp.reader(tmp_path / "reader")
    life = RandomLife(small_dsn, seed=7)
    for _ in range(12):
        for change in (life.insert, life.update, life.delete, life.pairs, life.entries):
            change()
            life.clock += 30
        reader.refresh()
    return reader, life


def unite(reader: Reader, batches: int) -> list[str]:
    old = reader.landing.batches()[:batches]
    return compaction.unite(reader.settings, reader.landing, reader.package, old, "UTC")


def test_a_replay_after_compaction_gives_the_same_raw_tables(lived: tuple[Reader, RandomLife], small_dsn: str) -> None:
    reader, life = lived
    life.add_column()
    life.update()
    reader.refresh()
    before = reader.everything()
    assert before["orders__history"] and before["_batches"]
    gone = unite(reader, 8)
    assert len(gone) == 8
    assert not any((reader.landing.directory / batch).exists() for batch in gone)
    assert len(reader.landing.batches()) == 6
    reader.refresh(replay=True)
    assert reader.everything() == before
    # and once more over the united one, new column included
    unite(reader, 6)
    assert len(reader.landing.batches()) == 1
    reader.refresh(replay=True)
    assert reader.everything() == before
    # what comes later goes on from there, and reads only what changed
    life.update()
    life.delete()
    reader.refresh()
    assert reader.landed_rows("orders") < 400
    small_erp.assert_raw_equals_source(reader, small_dsn, {"orders": life.taken})


def test_a_warehouse_that_has_the_replaced_batches_does_not_take_them_again(lived: tuple[Reader, RandomLife]) -> None:
    reader, _ = lived
    before = reader.everything()
    unite(reader, 10)
    reader.refresh()
    after = reader.everything()
    assert {name: rows for name, rows in after.items() if name != "_batches"} == {
        name: rows for name, rows in before.items() if name != "_batches"
    }


def test_a_crash_before_the_old_folders_went_shows_each_batch_once(
    lived: tuple[Reader, RandomLife], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, _ = lived
    before = reader.everything()

    class Killed(Exception):
        pass

    def die(landing: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(type(reader.landing), "remove_replaced", die)
        unite(reader, 9)
    assert len(list(reader.landing.directory.iterdir())) == 13
    assert len(reader.landing.batches()) == 4
    reader.refresh(replay=True)
    assert reader.everything() == before
    reader.landing.remove_replaced()
    assert len(list(reader.landing.directory.iterdir())) == 4


def test_a_crash_before_the_united_batch_is_complete_changes_nothing(
    lived: tuple[Reader, RandomLife], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, _ = lived
    batches = reader.landing.batches()
    with monkeypatch.context() as patch, pytest.raises(OSError, match="full"):
        patch.setattr(
            type(reader.landing), "complete", lambda landing, manifest: (_ for _ in ()).throw(OSError("full"))
        )
        unite(reader, 9)
    assert reader.landing.batches() == batches


def test_only_batches_beyond_their_age_are_united_and_only_when_there_are_many(
    lived: tuple[Reader, RandomLife], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, _ = lived
    newest = reader.landing.batches()[-1].extracted_at
    assert compaction.compact(reader.settings, reader.source, newest + timedelta(days=91)) == []
    monkeypatch.setattr(compaction, "BATCHES_WORTH_UNITING", 12)
    assert compaction.compact(reader.settings, reader.source, newest + timedelta(days=89)) == []
    assert len(compaction.compact(reader.settings, reader.source, newest + timedelta(days=91))) == 12
