"""Tables that grow: what the simulated company writes down, one array a column.

Belongs here: keeping columns. Does not belong here: what they mean.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FIRST_CAPACITY = 1024
# a moment that has not come; all moments are whole seconds since 1970 in UTC
NEVER = np.iinfo(np.int64).max
NOBODY = -1


class Records:
    """Rows with ids from 0 in the order in which they were added; columns can be read and written by id."""

    def __init__(self, **kinds: type) -> None:
        """`kinds`: column → numpy type. Columns that are not given when rows are added are NEVER, NOBODY or zero."""
        self._kinds = kinds
        self._arrays: dict[str, NDArray[Any]] = {name: np.zeros(FIRST_CAPACITY, kind) for name, kind in kinds.items()}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, column: str) -> NDArray[Any]:
        """The column of all rows; writing into it changes the rows."""
        return self._arrays[column][: self._count]

    @property
    def columns(self) -> list[str]:
        return list(self._kinds)

    def add(self, count: int, **values: ArrayLike) -> NDArray[np.int64]:
        """Add rows and return their ids.

        Raises:
            KeyError: a column is not one of the table's.
        """
        self._make_room(self._count + count)
        begin, end = self._count, self._count + count
        for name, array in self._arrays.items():
            if name in values:
                array[begin:end] = values[name]
            elif name.endswith("_at"):
                array[begin:end] = NEVER
            elif name.endswith("_by"):
                array[begin:end] = NOBODY
            else:
                array[begin:end] = 0
        if unknown := values.keys() - self._arrays.keys():
            raise KeyError(", ".join(sorted(unknown)))
        self._count = end
        return np.arange(begin, end)

    def _make_room(self, wanted: int) -> None:
        capacity = len(next(iter(self._arrays.values())))
        if wanted <= capacity:
            return
        while capacity < wanted:
            capacity *= 2
        for name, array in self._arrays.items():
            larger = np.zeros(capacity, array.dtype)
            larger[: self._count] = array[: self._count]
            self._arrays[name] = larger


def rows_of(parents: NDArray[np.int64], keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows whose parent is one of the keys, in the keys' order, and for each the place of its key.

    Args:
        parents: the parent of every row, ascending, as children are added with their parents.
    """
    begin = np.searchsorted(parents, keys, side="left")
    count = np.searchsorted(parents, keys, side="right") - begin
    place = np.repeat(np.arange(len(keys)), count)
    offset = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    return begin[place] + offset, place
