"""How statuses, months, counts and names are written on the pages.

Belongs here: pure functions from values to texts in one language. Does not belong here: Streamlit, figures, KPI values
and durations (`kpis/wording.py`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from babel.dates import format_date

from cockpit.language import number, stamp, translate

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


def score_status(score: float | None) -> str:
    """The band of a health score: the scale's own marks are 70 (warning) and 40 (critical)."""
    if score is None:
        return "no_value"
    return "on_target" if score >= 85 else "off_target" if score >= 70 else "warning" if score >= 40 else "critical"


def name(row: dict[str, object], language: str, prefix: str = "name") -> str:
    """The name of a row in a language, from its columns `<prefix>_zh` and `<prefix>_en`."""
    return str(row.get(f"{prefix}_{'zh' if language == 'zh-CN' else 'en'}") or "")


def counted(count: int, row: dict[str, object], language: str) -> str:
    """A number of what a card counts, such as 97 lines or 1 line; cards name the plural."""
    shown = name(row, language, "cases")
    if count == 1 and language == "en":
        shown = shown.removesuffix("s")
    return f"{number(count, 0, language)} {shown}"


def narrow_month(month: date | str, language: str) -> str:
    """A month (a date, or YYYY-MM) where there is little room: 2026-10, or Oct 26."""
    value = date.fromisoformat(f"{month}-01") if isinstance(month, str) else month
    return f"{value:%Y-%m}" if language == "zh-CN" else format_date(value, "MMM yy", locale="en")


def as_of(moment: datetime, language: str) -> str:
    """Up to when data reach, given in the company's zone; midnight is the end of the day before."""
    if moment.time() != time.min:
        return stamp(moment, language)
    last_day = moment.date() - timedelta(days=1)
    shown = format_date(last_day, "y年M月d日" if language == "zh-CN" else "d MMM y", locale=language.replace("-", "_"))
    return translate("page.end_of_day", language, day=shown)
