"""A choice of records that carry defects, one each at most.

Belongs here: how many are chosen, and which. Does not belong here: what can be wrong with which record (`defects.py`).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seeds.simulation.chance import Chance

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# of the records that could carry a defect, and of each kind at least
SHARE, LEAST = 0.004, 2
SCHEMA = {"defect": pl.String, "of": pl.String, "number": pl.Int64, "off_by": pl.Float64}


class Choice:
    """Records that carry defects. Records that hang together share a family, and a family has one defect at most."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._rows: list[pl.DataFrame] = []
        self._taken: dict[str, Ints] = {}

    def pick(
        self,
        defect: str,
        of: str,
        may: Flags,
        off_by: ArrayLike = 0.0,
        *,
        family: tuple[str, Ints] | None = None,
        apart: Ints | None = None,
        share: float = SHARE,
        least: int = LEAST,
    ) -> None:
        """Give a defect to some records of a table.

        Args:
            may: of each record of the table, whether it could carry the defect.
            off_by: how it is off, of each record or of all.
            family: kind of family and each record's; by default each record is its own.
            apart: at most one record of each of these groups is chosen.
        """
        kind, members = family or (of, np.arange(len(may)))
        number = np.flatnonzero(may & ~np.isin(members, self._taken.get(kind, np.zeros(0, np.int64))))
        wanted = max(least, round(share * len(number)))
        number = number[np.argsort(self._chance.uniform(f"defect/{defect}", number), kind="stable")]
        for groups in (members, apart):
            if groups is not None:
                number = number[np.sort(np.unique(groups[number], return_index=True)[1])]
        number = np.sort(number[:wanted])
        self._taken[kind] = np.r_[self._taken.get(kind, np.zeros(0, np.int64)), members[number]]
        values = np.broadcast_to(np.asarray(off_by, np.float64), len(may))[number]
        columns = {"defect": [defect] * len(number), "of": [of] * len(number), "number": number, "off_by": values}
        self._rows.append(pl.DataFrame(columns, schema=SCHEMA))

    def table(self) -> pl.DataFrame:
        return pl.concat(self._rows) if self._rows else pl.DataFrame(schema=SCHEMA)
