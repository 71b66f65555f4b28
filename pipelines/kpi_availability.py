"""Which KPIs each source can serve, and what is missing where it cannot: no value is not the same as zero.

Belongs here: comparing what cards need with what sources deliver. Does not belong here: whether there is data in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from kpis.cards import Card

_SCHEMA = {
    "kpi_id": pl.String(),
    "source_id": pl.String(),
    "is_available": pl.Boolean(),
    "missing_entities": pl.List(pl.String()),
}


def kpi_availability(cards: Iterable[Card], delivered: Mapping[str, Iterable[str]]) -> pl.DataFrame:
    """A row a KPI and source.

    Args:
        delivered: configured name of a source → canonical entities that it delivers.

    Returns:
        kpi_id, source_id, is_available, missing_entities: those that the card names and the source does not deliver,
        in the card's order. A KPI has values where at least one source delivers all of them.
    """
    rows = [
        (card.id, source, not missing, missing)
        for card in cards
        for source, entities in delivered.items()
        for missing in [[entity for entity in card.sources if entity not in set(entities)]]
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
