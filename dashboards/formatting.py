"""How values, statuses and scopes are written on the pages.

Belongs here: pure functions from values to texts in one language. Does not belong here: Streamlit, figures.
"""

from __future__ import annotations

from cockpit.language import number, translate

STATUS_COLOURS = {
    "on_target": "green",
    "off_target": "blue",
    "warning": "orange",
    "critical": "red",
    "too_few_cases": "gray",
    "no_target": "gray",
    "no_value": "gray",
}
STATUS_ICONS = {
    "on_target": ":material/check_circle:",
    "off_target": ":material/adjust:",
    "warning": ":material/warning:",
    "critical": ":material/error:",
    "too_few_cases": ":material/hourglass_empty:",
    "no_target": ":material/flag:",
    "no_value": ":material/remove:",
}
_DECIMALS = {"working_hours": 1, "days": 1, "percent": 1, "count": 2, "turns": 2}


def scaled(value: float | None, unit: str) -> float | None:
    """A stored value in its card's unit: rates are stored as fractions."""
    return value * 100 if value is not None and unit == "percent" else value


def kpi_value(value: float | None, unit: str, language: str) -> str:
    """A stored KPI value with its unit, such as 87.5 % or 16.3 工时."""
    shown = scaled(value, unit)
    if shown is None:
        return "–"
    return f"{number(shown, _DECIMALS[unit], language)} {translate(f'unit_short.{unit}', language)}"


def threshold(value: float | None, unit: str, language: str) -> str:
    """A threshold, which is already in its card's unit."""
    if value is None:
        return "–"
    decimals = 0 if float(value).is_integer() else 1
    return f"{number(value, decimals, language)} {translate(f'unit_short.{unit}', language)}"


def change(value: float | None, previous: float | None, unit: str, language: str) -> str | None:
    """The difference to the previous period, with its sign; rates differ by percentage points."""
    now, before = scaled(value, unit), scaled(previous, unit)
    if now is None or before is None:
        return None
    difference = round(now - before, _DECIMALS[unit])
    sign = "+" if difference > 0 else "-" if difference < 0 else ""
    written = number(abs(difference), _DECIMALS[unit], language)
    return f"{sign}{written} {translate(f'unit_change.{unit}', language)}"


def hours(value: float | None, language: str) -> str:
    """Hours as people read them: minutes below one hour, days above a hundred hours."""
    if value is None:
        return "–"
    if value < 1:
        return f"{number(value * 60, 0, language)} {translate('unit_short.minutes', language)}"
    return f"{number(value, 1 if value < 100 else 0, language)} {translate('unit_short.hours', language)}"


def score_colour(score: float | None) -> str:
    """The colour of a health score: the scale's own marks are 70 (warning) and 40 (critical)."""
    if score is None:
        return "gray"
    return "green" if score >= 85 else "blue" if score >= 70 else "orange" if score >= 40 else "red"


def name(row: dict[str, object], language: str, prefix: str = "name") -> str:
    """The name of a row in a language, from its columns `<prefix>_zh` and `<prefix>_en`."""
    return str(row.get(f"{prefix}_{'zh' if language == 'zh-CN' else 'en'}") or "")
