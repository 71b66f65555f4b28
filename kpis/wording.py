"""How KPI values are written: with their unit, as levels, thresholds and changes.

Belongs here: pure functions from stored values to texts of one language. Does not belong here: colours, tables, pages.
"""

from __future__ import annotations

from typing import Literal

from cockpit.language import current_language, number, translate
from kpis.cards import Card, scale_of

_DECIMALS = {"working_hours": 1, "days": 1, "percent": 1, "count": 2, "turns": 2}


def scaled(value: float | None, unit: str) -> float | None:
    """A stored value in its card's unit."""
    return None if value is None else value * scale_of(unit)


def kpi_value(value: float | None, unit: str, language: str | None = None) -> str:
    """A stored KPI value with its unit, such as 87.5 % or 16.3 工时; an en dash where there is none."""
    shown = scaled(value, unit)
    if shown is None:
        return "–"
    return f"{number(shown, _DECIMALS[unit], language)} {translate(f'unit_short.{unit}', language)}"


def threshold(value: float | None, unit: str, language: str | None = None) -> str:
    """A threshold, which is already in its card's unit."""
    if value is None:
        return "–"
    return f"{threshold_number(value, language)} {translate(f'unit_short.{unit}', language)}"


def threshold_number(value: float | None, language: str | None = None) -> str:
    """A threshold without its unit, with no more decimals than it has."""
    return number(value, 0 if value is None or float(value).is_integer() else 1, language)


def change(value: float | None, previous: float | None, unit: str, language: str | None = None) -> str | None:
    """The difference to the previous period, with its sign; rates differ by percentage points."""
    now, before = scaled(value, unit), scaled(previous, unit)
    if now is None or before is None:
        return None
    difference = round(now - before, _DECIMALS[unit])
    sign = "+" if difference > 0 else "-" if difference < 0 else ""
    written = number(abs(difference), _DECIMALS[unit], language)
    return f"{sign}{written} {translate(f'unit_change.{unit}', language)}"


def card_threshold(card: Card, name: Literal["target", "warning", "critical"], language: str | None = None) -> str:
    """A threshold as the card states it: ≤ 3 %, > 6 %, or ≤ 1 × planned lead time.

    The target is met at its own value; the other levels begin beyond theirs.
    """
    value = float(getattr(card, name))
    signs = {"lower": ("≤", ">"), "higher": ("≥", "<")}[card.direction]
    sign = signs[0] if name == "target" else signs[1]
    if card.relative_to is None:
        return f"{sign} {threshold(value, card.unit, language)}"
    decimals = 1 if round(value, 1) == value else 2
    reference = card.relative_name[language or current_language()] if card.relative_name else card.relative_to
    return f"{sign} {number(value, decimals, language)} × {reference}"
