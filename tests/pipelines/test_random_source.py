"""Raw follows a source that is changed at random, through 200 readings."""

from __future__ import annotations

import random
from pathlib import Path

import psycopg
import pytest

from tests.pipelines import small_erp

ROUNDS = 200
NOW = "timestamp '2026-01-01' + {} * interval '1 minute'"


class RandomLife:
    """Changes the small ERP the way users, scripts and administrators do. `clock` is the minute it is there."""

    def __init__(self, dsn: str, seed: int) -> None:
        self.dsn = dsn
        self.dice = random.Random(seed)
        self.clock = 5000
        self.next_id = 10_000
        self.taken: list[str] = []
        self.has_state = True
        self.pending: psycopg.Connection | None = None

    def execute(self, *statements: str) -> None:
        small_erp.execute(self.dsn, *statements)

    def now(self) -> str:
        return NOW.format(self.clock)

    def some(self, table: str, key: str, most: int = 5) -> str:
        return f"{key} in (select {key} from {table} order by md5({key}::text || '{self.clock}') limit {most})"

    def step(self) -> None:
        self.clock += self.dice.randint(0, 90)  # 0: equal stamps
        for _ in range(self.dice.randint(1, 4)):
            self.dice.choice(
                [
                    self.insert, self.insert, self.update, self.update, self.delete, self.insert_behind,
                    self.backdate, self.no_stamp, self.add_column, self.drop_column, self.toggle_optional,
                    self.begin_late, self.commit_late, self.rename_key, self.pairs, self.entries,
                ]
            )()  # fmt: skip
            if self.pending is not None:  # whoever changes columns now would wait for it
                return

    def insert(self, stamp: str | None = None) -> None:
        stamp = stamp or self.now()
        count = self.dice.randint(1, 6)
        self.execute(
            f"insert into orders (id, name, amount, promised, write_date)"
            f" select {self.next_id} + n, '订单', round(n / 7.0, 4),"
            f" date '2026-03-01' + n::int, {stamp} from generate_series(1, {count}) n",
            f"insert into notes select 'M' || {self.next_id} + n, 'new', 'a', {stamp} from generate_series(1, 2) n",
        )
        self.next_id += count + 2

    def insert_behind(self) -> None:
        self.insert(NOW.format(self.dice.randint(0, 500)))

    def no_stamp(self) -> None:
        self.insert("null")

    def update(self) -> None:
        extra = f", {self.dice.choice(self.taken)} = 'v{self.clock}'" if self.taken else ""
        rows = self.some("orders", "id")
        self.execute(
            f"update orders set amount = amount + 1{extra}, write_date = {self.now()} where {rows}",
            f"update notes set text = text || '.', write_date = {self.now()} where {self.some('notes', 'code')}",
        )

    def backdate(self) -> None:
        old = NOW.format(self.dice.randint(0, 500))
        self.execute(
            f"update orders set name = name || '<', write_date = {old} - interval '1 second' * (id % 1000)"
            f" where {self.some('orders', 'id', 3)} and write_date > {NOW.format(600)}"
        )

    def delete(self) -> None:
        self.execute(*(f"delete from {t} where {self.some(t, k, 3)}" for t, k in (("orders", "id"), ("notes", "code"))))

    def rename_key(self) -> None:
        self.execute(
            f"update notes set code = code || 'x', write_date = {self.now()} where {self.some('notes', 'code', 2)}"
        )

    def pairs(self) -> None:
        self.execute(
            f"delete from pairs where {self.some('pairs', 'a', 2)}",
            "update pairs set weight = weight + 1 where a % 10 = 3",
            f"insert into pairs values ({self.next_id}, {self.clock}, 1) on conflict do nothing",
        )
        self.next_id += 1

    def entries(self) -> None:
        self.execute(f"insert into entries select {self.next_id} + n, 'e' from generate_series(1, 3) n")
        self.next_id += 3

    def add_column(self) -> None:
        if len(self.taken) < 3:
            name = f"extra_{self.clock}_{len(self.taken)}_{self.next_id}"
            default = self.dice.choice(["", " default 'given'"])
            self.execute(f"alter table orders add column {name} text{default}")
            self.taken.append(name)
            self.next_id += 1

    def drop_column(self) -> None:
        if self.taken:
            self.execute(f"alter table orders drop column {self.taken.pop(0)}")

    def toggle_optional(self) -> None:
        self.execute(f"alter table orders {'drop column state' if self.has_state else 'add column state text'}")
        self.has_state = not self.has_state

    def begin_late(self) -> None:
        """A transaction that has its stamp now and commits after later ones."""
        if self.pending is None:
            self.next_id += 1
            self.pending = psycopg.connect(self.dsn)
            self.pending.execute(
                f"insert into orders (id, name, write_date) values ({self.next_id}, 'late', {self.now()})"
            )
            self.pending.execute(f"insert into entries values ({self.next_id}, 'late')")
            self.next_id += 1

    def commit_late(self) -> None:
        if self.pending is not None:
            self.pending.commit()
            self.pending.close()
            self.pending = None


@pytest.mark.postgres
def test_raw_equals_the_source_after_each_of_200_rounds_of_random_changes(
    small_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_erp.execute(small_dsn, small_erp.fill(400))
    reader = small_erp.reader(tmp_path / "reader")
    life = RandomLife(small_dsn, seed=20261122)
    for number in range(ROUNDS):
        if life.pending is None:
            life.step()
        else:
            life.dice.choice([life.commit_late, life.insert])()
        reader.refresh()
        small_erp.assert_raw_equals_source(reader, small_dsn, {"orders": life.taken})
        if number % 50 == 49:
            life.commit_late()
            before = reader.everything()
            reader.refresh(replay=True)
            assert reader.everything() == before
