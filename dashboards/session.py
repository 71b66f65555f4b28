"""What a visitor has chosen: language, scope, month; kept over pages, shared by all of them.

Belongs here: widgets that stand on several pages, and the language of this visit. Does not belong here: queries, one
page's own widgets.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import streamlit as st

from cockpit.language import DEFAULT_LANGUAGE, LANGUAGES, month, translate, use_language
from dashboards import queries, store
from dashboards.formatting import name

LANGUAGE_NAMES = {"zh-CN": "中文", "en": "English"}


def language() -> str:
    """The language of this visit: chosen on the page or by `?language=`, else the installation's."""
    chosen = st.session_state.get("language") or st.query_params.get("language")
    if chosen in LANGUAGES:
        return chosen
    return next((code for code, shown in LANGUAGE_NAMES.items() if shown == chosen), default_language())


def default_language() -> str:
    return store.settings().configuration.language or DEFAULT_LANGUAGE


def text(key: str, /, **values: object) -> str:
    """A text of the pages in the language of this visit."""
    return translate(f"page.{key}", language(), **values)


def language_switch() -> str:
    """The switch itself; the address keeps the choice, so a link opens in the language it was copied in."""
    chosen = st.segmented_control(
        translate("page.language", language()),
        list(LANGUAGE_NAMES),
        default=language(),
        required=True,
        format_func=LANGUAGE_NAMES.__getitem__,
        key="language",
        label_visibility="collapsed",
        persist_state="session",
    )
    current = chosen or default_language()
    use_language(current)
    st.query_params["language"] = current
    return current


def choose_month() -> date:
    """The month that is looked at, newest first; the running one is marked."""
    frame = store.read(queries.months)
    complete = dict(zip(frame["month"], frame["is_complete"], strict=True))

    def shown(value: date) -> str:
        return month(value, language()) + ("" if complete[value] else f" · {text('running')}")

    return st.selectbox(
        text("month"),
        list(complete),
        format_func=shown,
        key="month",
        persist_state="session",
        filter_mode=None,
    )


def choose_scope() -> tuple[str, str]:
    """Scope type and id: the group, a company, a department or a warehouse."""
    frame = store.read(queries.scopes)
    labels = {(row["scope_type"], row["scope_id"]): _scope_label(row) for row in frame.to_dicts()}
    return st.selectbox(
        text("scope"), list(labels), format_func=labels.__getitem__, key="scope", persist_state="session"
    )


def _scope_label(row: dict[str, object]) -> str:
    kind = text(f"scope_type.{row['scope_type']}")
    if row["scope_type"] == "company_group":
        return kind
    shown = name(row, language()) or text("unassigned")
    return f"{kind} · {shown}"


def options(frame: pl.DataFrame, key: str) -> dict[str, str]:
    """id → name in the language of this visit, from a frame with name_zh and name_en."""
    return {row[key]: name(row, language()) for row in frame.to_dicts()}


def local(moment: datetime | None) -> datetime | None:
    """A stamp of the snapshot (UTC without a zone) in the company's zone."""
    return None if moment is None else moment.replace(tzinfo=UTC).astimezone(store.settings().timezone)
