"""What lies where: quantities by position, and every move that changed them.

Belongs here: balances and moves. Does not belong here: why goods move.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seeds.simulation.masters import Positions
from seeds.simulation.records import Records

Ints = NDArray[np.int64]

OPENING, RECEIPT, SUPPLIER_RETURN, DELIVERY, CUSTOMER_RETURN, COUNT, CONSUMPTION, OUTPUT, SCRAP = range(9)
INCOMING = (OPENING, RECEIPT, CUSTOMER_RETURN, OUTPUT)


class Stock:
    """Whole stock units by position. `on_order` is what was asked for and has not come."""

    def __init__(self, positions: Positions) -> None:
        self.on_hand = np.zeros(len(positions.item), np.int64)
        self.reserved = np.zeros(len(positions.item), np.int64)
        self.on_order = np.zeros(len(positions.item), np.int64)
        self.moves = Records(
            reason=np.int8,
            position=np.int64,
            quantity=np.int64,  # with its sign
            document=np.int64,
            line=np.int64,
            created_at=np.int64,
            moved_at=np.int64,
            moved_by=np.int64,
        )

    def move(
        self,
        reason: int,
        position: Ints,
        quantity: Ints,
        *,
        document: Ints,
        line: Ints,
        created_at: Ints,
        moved_at: Ints,
        moved_by: Ints,
    ) -> Ints:
        """Write moves down and change the balances; quantities are positive. Returns the moves' ids."""
        signed = quantity if reason in INCOMING else -quantity
        np.add.at(self.on_hand, position, signed)
        return self.moves.add(
            len(position),
            reason=reason,
            position=position,
            quantity=signed,
            document=document,
            line=line,
            created_at=created_at,
            moved_at=moved_at,
            moved_by=moved_by,
        )
