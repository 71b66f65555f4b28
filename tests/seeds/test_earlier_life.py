"""A life that is known less far is the beginning of the same one: a daily run finds new what happened since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from seeds.simulation.life import LAST_DAY, live
from seeds.simulation.odoo.writer import records
from seeds.simulation.records import NEVER

SCALE, MONTHS = 0.2, 4


@pytest.mark.parametrize("days", [2, 3])
def test_a_shorter_life_is_the_beginning_of_the_longer_one(days: int) -> None:
    earlier = live(scale=SCALE, months=MONTHS, until=LAST_DAY - timedelta(days=days))
    later = live(scale=SCALE, months=MONTHS)
    known, whole = records(earlier), records(later)
    assert any(len(whole[name]) > len(known[name]) for name in whole)
    for name, table in known.items():
        rows = len(table)
        assert rows <= len(whole[name])
        for column in table.columns:
            # a promise may be moved any time
            if column.endswith("_at") and "promised" not in column:
                then, now = table[column], whole[name][column][:rows]
                # nothing that had come is another moment later; what had not come is not there yet
                assert ((then == now) | (then == NEVER)).all(), (name, column)
                # who begins something notes it when it is done
                if column not in ("started_at", "created_at", "entered_at"):
                    assert (now[then != now] >= earlier.end).all(), (name, column)
