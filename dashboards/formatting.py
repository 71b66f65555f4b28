"""How statuses, months, counts, targets and names are written on the pages.

Belongs here: pure functions from values to texts in one language. Does not belong here: Streamlit, figures, KPI values
and durations (`kpis/wording.py`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date

from cockpit.language import number, stamp, translate
from kpis.wording import threshold

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


def counts_text(row: dict[str, Any], language: str) -> str:
    """How many cases a tile's value rests on, what is still open, and what is not in it."""
    if row["case_count"]:
        written = counted(row["case_count"], row, language)
    else:
        written = translate("page.overview.nothing_measured", language)
    if row["open_count"]:
        written += translate("page.overview.open", language, count=number(row["open_count"], 0, language))
    if row["excluded_count"]:
        written += translate(
            "page.overview.excluded",
            language,
            count=number(row["excluded_count"], 0, language),
            share=number((row["coverage"] or 0) * 100, 0, language),
        )
    if row["is_estimated"]:
        written += translate("page.overview.estimated", language)
    return written


def thresholds_of(row: dict[str, Any]) -> dict[str, float | None]:
    """target, warning and critical of a tile: the month's own, else the card's as the snapshot was published with it.

    None for a multiple of something that is not known this month, and on snapshots that don't hold their cards'.
    """
    is_fixed = row.get("relative_to") is None
    return {
        mark: row[mark] if row[mark] is not None else row.get(f"card_{mark}") if is_fixed else None
        for mark in ("target", "warning", "critical")
    }


def target_text(row: dict[str, Any], language: str) -> str:
    """The target of a tile with its direction, and what it is a multiple of."""
    target = thresholds_of(row)["target"]
    reference = (name(row, language, "relative_name") or row["relative_to"]) if row.get("relative_to") else None
    if target is None:
        return translate("page.overview.target", language, target=reference or "–")
    sign = "≤" if row["direction"] == "lower" else "≥"
    written = f"{sign} {threshold(target, row['unit'], language)}"
    if reference:
        written = translate("page.overview.target_relative", language, target=written, reference=reference)
    return translate("page.overview.target", language, target=written)


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
