"""What a visitor has chosen: language, scope, month; kept over pages, shared by all of them.

Belongs here: widgets that stand on several pages, and the language of this visit. Does not belong here: queries, one
page's own widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from cockpit.language import DEFAULT_LANGUAGE, LANGUAGES, month, translate, use_language
from dashboards import queries, store
from dashboards.formatting import name
from dashboards.summaries import months_until

# no value, not even None, was told
_FIRST = object()
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


def select(
    label: str,
    values: Sequence[Any],
    shown: Callable[[Any], str],
    key: str,
    *,
    search: bool = True,
    usual: Any = _FIRST,
) -> Any:
    """A selection box whose choice outlives the language switch, a walk through the pages, a reload and a shared link.

    The browser keeps the text that was chosen, not its value: left alone, a box would go on showing the other
    language. So the choice is kept beside the box and handed to it at every rerun. The usual choice (the first, unless
    told otherwise) needs no place in the address.
    """
    usual = values[0] if usual is _FIRST else usual
    chosen = choice(key, values, usual)
    set_choice(key, chosen)
    # positions, because a box with the value None is an empty one
    box = f"box_{key}"
    st.session_state[box] = values.index(chosen)

    def take() -> None:
        set_choice(key, values[st.session_state[box]])

    st.selectbox(
        label,
        range(len(values)),
        format_func=lambda position: shown(values[position]),
        key=box,
        on_change=take,
        filter_mode="fuzzy" if search else None,
    )
    return _note(key, chosen, usual)


def segments(label: str, values: Sequence[Any], shown: Callable[[Any], str], key: str) -> Any:
    """A choice between a few values that are all visible, kept as `select` keeps its own."""
    chosen = choice(key, values, values[0])
    set_choice(key, chosen)
    box = f"box_{key}"
    st.session_state[box] = chosen

    def take() -> None:
        set_choice(key, st.session_state[box])

    st.segmented_control(label, values, required=True, format_func=shown, key=box, on_change=take)
    return _note(key, chosen, values[0])


def set_choice(key: str, value: Any) -> None:
    """Choose in a box of `select` before it is drawn."""
    st.session_state[f"choice_{key}"] = value
    st.session_state[f"noted_{key}"] = st.query_params.get(key)


def choice(key: str, values: Sequence[Any], usual: Any) -> Any:
    """What is chosen of some values: in this visit, or by an address that is not of our writing; else the usual one.

    The address changes by itself where a link is opened, the page is reloaded, or the browser goes back.
    """
    address = st.query_params.get(key)
    kept = st.session_state.get(f"choice_{key}", _FIRST)
    if kept is not _FIRST and address == st.session_state.get(f"noted_{key}"):
        return kept if kept in values else usual
    return next((value for value in values if address is not None and _as_address(value) == address), usual)


def _note(key: str, value: Any, usual: Any) -> Any:
    """Write a choice into the address, so that a link shows what its sender saw.

    Only what is unusual: every write is a step in the browser's history, and a page that writes on its first sight
    could not be left backwards.
    """
    address = None if value == usual else _as_address(value)
    if address != st.query_params.get(key):
        if address is None:
            del st.query_params[key]
        else:
            st.query_params[key] = address
    st.session_state[f"noted_{key}"] = address
    return value


def _as_address(value: Any) -> str | None:
    if value is None:
        return None
    return "~".join(value) if isinstance(value, tuple) else str(value)


def address_of(page: st.Page) -> dict[str, str]:
    """What the address of a page is to carry: the language, and the choices that were last made there."""
    return st.session_state.get(f"address_{page.url_path}", {}) | {"language": language()}


def restore_address(page: st.Page) -> None:
    """Take the page's own address again where the browser came back to it without: Streamlit cuts it on the way."""
    is_arriving = st.session_state.get("shown_page") != page.url_path
    st.session_state["shown_page"] = page.url_path
    kept = f"address_{page.url_path}"
    if is_arriving and kept in st.session_state and set(st.query_params) <= {"language"}:
        st.query_params.from_dict(address_of(page))


def keep_address(page: st.Page) -> None:
    """Remember the choices in the address of the page that is shown."""
    st.session_state[f"address_{page.url_path}"] = st.query_params.to_dict()


def choose_month() -> date:
    """The month that is looked at, newest first; the running one is marked."""
    frame = store.read(queries.months)
    complete = dict(zip(frame["month"], frame["is_complete"], strict=True))

    def shown(value: date) -> str:
        return month(value, language()) + ("" if complete[value] else f" · {text('running')}")

    return select(text("month"), list(complete), shown, "month", search=False)


def choose_scope() -> tuple[str, str]:
    """Scope type and id: the group, a company, a department or a warehouse."""
    frame = store.read(queries.scopes)
    labels = {(row["scope_type"], row["scope_id"]): _scope_label(row) for row in frame.to_dicts()}
    return select(text("scope"), list(labels), labels.__getitem__, "scope")


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


def month_start(months: int) -> date:
    """First day of the first of so many months, counted back from the snapshot's newest one."""
    as_of = store.manifest().as_of.astimezone(store.settings().timezone)
    # the moment before "now" belongs to the newest month also where "now" is the first midnight of the next
    return months_until((as_of - timedelta(microseconds=1)).date(), months)[0]
