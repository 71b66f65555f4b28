"""Two languages: looking a text up in the gettext catalogues, and choosing the language.

Belongs here: catalogue loading, the current language, number and date formats. Does not belong here: any text.
Catalogues are the plain `.po` files below `translations/`, read at start, so nothing is compiled or generated.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("zh-CN", "en")
DEFAULT_LANGUAGE = "zh-CN"
TRANSLATIONS_DIRECTORY = Path(__file__).parent / "translations"

_current: ContextVar[str | None] = ContextVar("cockpit_language", default=None)


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of one language: message key → text, united over the catalogue files of that language."""
    texts: dict[str, str] = {}
    for file in sorted((TRANSLATIONS_DIRECTORY / _locale(language)).glob("*.po")):
        with file.open("rb") as stream:
            for message in read_po(stream):
                if message.id:
                    texts[str(message.id)] = str(message.string)
    return texts


def _locale(language: str) -> str:
    return language.replace("-", "_")


def current_language() -> str:
    """The language set by `use_language`, else `COCKPIT_LANGUAGE`, else the product's default."""
    chosen = _current.get() or os.environ.get("COCKPIT_LANGUAGE") or DEFAULT_LANGUAGE
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def use_language(language: str) -> None:
    """Set the language of this thread of execution."""
    _current.set(language)


def translate(key: str, language: str | None = None, /, **values: object) -> str:
    """The text for `key`, with `{name}` places filled.

    Raises:
        KeyError: the catalogue has no such key (a defect of the product; a test looks for them).
    """
    text = catalogue(language or current_language())[key]
    return text.format(**values) if values else text


def number(value: float | int | None, decimals: int = 1, language: str | None = None) -> str:
    """A number as the language writes it; an en dash where there is none."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_locale(language or current_language()))


def day(value: date | None, language: str | None = None) -> str:
    """A date in the medium form of the language; an en dash where there is none."""
    return "–" if value is None else format_date(value, "medium", locale=_locale(language or current_language()))


def month(value: date | None, language: str | None = None) -> str:
    """A month, e.g. 2026年10月 or Oct 2026."""
    if value is None:
        return "–"
    chosen = language or current_language()
    return format_date(value, "y年M月" if chosen == "zh-CN" else "MMM y", locale=_locale(chosen))


def stamp(value: datetime | None, language: str | None = None) -> str:
    """A date with hour and minute, already in the zone it is to be shown in."""
    if value is None:
        return "–"
    chosen = language or current_language()
    pattern = "y年M月d日 HH:mm" if chosen == "zh-CN" else "d MMM y, HH:mm"
    return format_datetime(value, pattern, locale=_locale(chosen))
