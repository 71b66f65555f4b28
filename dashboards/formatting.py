"""How statuses, hours and names are written on the pages.

Belongs here: pure functions from values to texts in one language. Does not belong here: Streamlit, figures, KPI values
(`kpis/wording.py`).
"""

from __future__ import annotations

from cockpit.language import number, translate

STATUS_COLOURS = {
    "on_target": "green",
    "off_target": "blue",
    "warning": "orange",
    "critical": "red",
    "too_few_cases": "gray",
    "history_too_short": "gray",
    "no_target": "gray",
    "no_value": "gray",
}
STATUS_ICONS = {
    "on_target": ":material/check_circle:",
    "off_target": ":material/adjust:",
    "warning": ":material/warning:",
    "critical": ":material/error:",
    "too_few_cases": ":material/hourglass_empty:",
    "history_too_short": ":material/history:",
    "no_target": ":material/flag:",
    "no_value": ":material/remove:",
}


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
