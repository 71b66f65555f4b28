"""How KPI values and durations are written: with their unit, as levels, thresholds and changes.

Belongs here: pure functions from stored values to texts of one language. Does not belong here: colours, tables, pages.

KPI values keep the unit of their card, so that value, target and change compare at a glance. Durations that stand by
themselves follow one rule: minutes below one hour, hours up to `LONG_HOURS`, days above.
"""

from __future__ import annotations

from typing import Literal

from cockpit.language import current_language, number, translate
from kpis.cards import Card, scale_of

Measure = Literal["working", "elapsed"]

LONG_HOURS = 48.0
# a working day is the standard working time of a day (GB: 8 hours), not a day of the clock
HOURS_OF_A_DAY = {"working": 8.0, "elapsed": 24.0}

_DECIMALS = {"working_hours": 1, "hours": 1, "days": 1, "percent": 1, "count": 2, "turns": 2}
# quantiles first, each kind of time for itself; whatever else there is comes after them
_VARIANTS_FIRST = ("working_p50", "working_p90", "elapsed_p50", "elapsed_p90")
# flags that are reported one by one, such as invoices before their order: one that nothing shows says nothing
_REASONS = ("received_", "invoiced_", "without_")
_NOT_COUNTED = ("without_contract",)


def scaled(value: float | None, unit: str) -> float | None:
    """A stored value in its card's unit."""
    return None if value is None else value * scale_of(unit)


def kpi_value(value: float | None, unit: str, language: str | None = None) -> str:
    """A stored KPI value with its unit, such as 87.5 % or 16.3 工作小时; an en dash where there is none."""
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


def difference(value: float | None, previous: float | None, unit: str) -> float | None:
    """By how much a KPI differs from the previous period, in its card's unit, rounded as it is written."""
    now, before = scaled(value, unit), scaled(previous, unit)
    return None if now is None or before is None else round(now - before, _DECIMALS[unit])


def change(value: float | None, previous: float | None, unit: str, language: str | None = None) -> str | None:
    """The difference to the previous period, with its sign; rates differ by percentage points."""
    moved = difference(value, previous, unit)
    if moved is None:
        return None
    if not moved:
        return translate("unit_change.unchanged", language)
    sign = "+" if moved > 0 else "-"
    return f"{sign}{number(abs(moved), _DECIMALS[unit], language)} {translate(f'unit_change.{unit}', language)}"


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


def variant_unit(variant: str, unit: str) -> str:
    """The unit of a further view on a KPI: elapsed time is not written in working hours."""
    return "hours" if unit == "working_hours" and variant.startswith("elapsed") else unit


def variant_order(variants: list[tuple[str, float | None]]) -> list[tuple[str, float | None]]:
    """Further views in the order they are read: quantiles, others, reasons by size; without reasons that are zero.

    What is not counted in the KPI comes last, however large it is.
    """
    reasons = [pair for pair in variants if pair[0].startswith(_REASONS)]
    first = [pair for name in _VARIANTS_FIRST for pair in variants if pair[0] == name]
    others = [pair for pair in variants if pair not in first and pair not in reasons]
    shown = [pair for pair in reasons if pair[1]]
    return first + others + sorted(shown, key=lambda pair: (pair[0] in _NOT_COUNTED, -(pair[1] or 0.0)))


def duration(value: float | None, measure: Measure, language: str | None = None) -> str:
    """A duration given in hours, as people read it: minutes, hours, or days (working days where time is working)."""
    shown, unit, decimals = _readable(value, measure)
    return "–" if shown is None else f"{number(shown, decimals, language)} {translate(f'unit_short.{unit}', language)}"


def brief_duration(value: float | None, measure: Measure, language: str | None = None) -> str:
    """The same in a narrow place: hours as a bare number, days with a short unit."""
    if value is None or value <= LONG_HOURS:
        return number(value, 1, language)
    shown, _, decimals = _readable(value, measure)
    return f"{number(shown, decimals, language)}{translate('unit_short.days_narrow', language)}"


def _readable(value: float | None, measure: Measure) -> tuple[float | None, str, int]:
    if value is None:
        return None, "hours", 0
    # what would be written as 60 minutes is an hour
    if round(value * 60) < 60:
        return value * 60, "minutes", 0
    if value <= LONG_HOURS:
        return value, "hours", 1
    days = value / HOURS_OF_A_DAY[measure]
    return days, "working_days" if measure == "working" else "days", 1 if days < 100 else 0
