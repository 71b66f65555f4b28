"""Overview: where the company stands, in seconds. What needs attention, health of each process, every KPI as a tile."""

from datetime import date

import streamlit as st

from cockpit.language import month as month_text
from cockpit.language import number, translate
from dashboards import figures, queries, session, store
from dashboards.formatting import (
    STATUS_COLOURS,
    STATUS_ICONS,
    counts_text,
    name,
    narrow_month,
    score_status,
    target_text,
    thresholds_of,
)
from dashboards.session import text
from dashboards.summaries import months_until
from kpis.cards import DIMENSIONS
from kpis.wording import change, difference, kpi_value, scaled, threshold, variant_order, variant_unit

TILES_A_ROW = 4
ATTENTION = ("critical", "warning")

language = session.language()
suffix = "zh" if language == "zh-CN" else "en"
st.title(text("overview.title"))
with st.container(horizontal=True):
    month = session.choose_month()
    scope_type, scope_id = session.choose_scope()

health = store.read(queries.health, scope_type, scope_id)
tiles = store.read(queries.tiles, month, scope_type, scope_id)
if tiles.is_empty():
    st.info(text("overview.empty"), icon=":material/info:")
    st.stop()
months = months_until(month, queries.TREND_MONTHS)


def anchor(kpi_id: str) -> str:
    return kpi_id.replace(".", "-").replace("_", "-")


def sparkline(key: str, label: str, values: list[float | None], texts: list[str]) -> None:
    """The last months of a value; nothing where there is no second one to compare with."""
    if sum(value is not None for value in values) > 1:
        st.plotly_chart(
            figures.sparkline([narrow_month(value, language) for value in months], values, texts),
            key=f"trend_{key}",
            config={"displayModeBar": False},
            alt=text("overview.trend_alt", name=label),
        )


def process_card(process: str) -> None:
    """Score of one process with its status and change, its trend and the dimensions behind it."""
    history = health.filter((health["process"] == process) & (health["month"] <= month))
    label = name(health.filter(health["process"] == process).row(0, named=True), language)
    scores: dict[date, float] = dict(history.select("month", "score").iter_rows())
    with st.container(border=True, height="stretch"):
        st.subheader(label, anchor=False, help=text("overview.health_help"))
        if month not in scores:
            st.caption(text("overview.no_score"))
            return
        row = history.filter(history["month"] == month).row(0, named=True)
        status = score_status(row["score"])
        st.badge(text(f"status.{status}"), icon=STATUS_ICONS[status], color=STATUS_COLOURS[status])
        before = scores.get(months[-2])
        moved = None if before is None else round(row["score"] - before, 1)
        st.metric(
            text("overview.health"),
            text("overview.score", score=number(row["score"], 0, language)),
            delta=None if moved is None else f"{moved:+.1f}" if moved else translate("unit_change.unchanged", language),
            delta_color="normal" if moved else "off",
            delta_arrow="auto" if moved else "off",
        )
        values = [scores.get(value) for value in months]
        sparkline(process, label, values, [number(value, 0, language) for value in values])
        with st.container(horizontal=True, gap="small"):
            for dimension in DIMENSIONS:
                score = row[f"{dimension}_score"]
                if score is not None:
                    st.badge(
                        f"{text(f'dimension.{dimension}')} {number(score, 0, language)}",
                        color=STATUS_COLOURS[score_status(score)],
                    )
        notes = []
        if row["coverage"] < 1:
            notes.append(text("overview.score_coverage", share=number(row["coverage"] * 100, 0, language)))
        if row["is_capped"]:
            notes.append(text("overview.capped"))
        if notes:
            st.caption("".join(notes))


def kpi_tile(row: dict) -> None:
    """Value against target, direction, counts; the definition behind a button."""
    status = row["status"] or "no_value"
    moved = difference(row["value"], row["previous_value"], row["unit"])
    with st.container(border=True, height="stretch", key=f"tile_{row['kpi_id'].replace('.', '_')}"):
        st.badge(text(f"status.{status}"), icon=STATUS_ICONS[status], color=STATUS_COLOURS[status])
        st.subheader(name(row, language), anchor=anchor(row["kpi_id"]), help=row[f"question_{suffix}"])
        st.metric(
            name(row, language),
            kpi_value(row["value"], row["unit"], language),
            delta=change(row["value"], row["previous_value"], row["unit"], language),
            delta_color="off" if not moved else "inverse" if row["direction"] == "lower" else "normal",
            delta_arrow="auto" if moved else "off",
            label_visibility="collapsed",
        )
        values = [scaled(value, row["unit"]) for value in row["trend"]]
        texts = [kpi_value(value, row["unit"], language) for value in row["trend"]]
        sparkline(row["kpi_id"], name(row, language), values, texts)
        st.caption(f"{target_text(row, language)}  \n{counts_text(row, language)}")
        with st.popover(text("overview.details"), icon=":material/info:", type="tertiary"):
            kpi_details(row)


def kpi_details(row: dict) -> None:
    """The card in words, its thresholds, its further views, what it is made of."""
    st.markdown(f"**{name(row, language)}** · `{row['kpi_id']}` · v{row['version']}")
    st.markdown(row[f"definition_{suffix}"])
    marks = {mark: threshold(value, row["unit"], language) for mark, value in thresholds_of(row).items()}
    st.caption(text("overview.thresholds", **marks))
    further = store.read(queries.variants, row["kpi_id"], month, scope_type, scope_id)
    lines = [
        text(
            "overview.variant",
            name=text(f"variant.{variant}"),
            value=kpi_value(value, variant_unit(variant, row["unit"]), language),
        )
        for variant, value in variant_order(list(further.select("variant", "value").iter_rows()))
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    owner = text("overview.owner", owner=row[f"owner_role_{suffix}"])
    st.caption(f"{owner} · {text('overview.sources', sources=row['sources'])}")


rows = tiles.to_dicts()
urgent = sorted(
    (row for row in rows if row["status"] in ATTENTION),
    key=lambda row: (ATTENTION.index(row["status"]), row["score"] or 0.0),
)
if urgent:
    links = [
        f":{STATUS_COLOURS[row['status']]}[{STATUS_ICONS[row['status']]}]&nbsp;"
        f"[{name(row, language)} {kpi_value(row['value'], row['unit'], language)}](#{anchor(row['kpi_id'])})"
        for row in urgent
    ]
    st.markdown(f"**{text('overview.attention')}**&emsp;" + "&emsp;".join(links))
else:
    st.markdown(f"**{text('overview.attention')}**&emsp;{text('overview.attention_none')}")
with st.container(horizontal=True, gap="small"):
    statuses = [row["status"] or "no_value" for row in rows]
    for status, colour in STATUS_COLOURS.items():
        if status in statuses:
            label = f"{text(f'status.{status}')} {statuses.count(status)}"
            st.badge(label, icon=STATUS_ICONS[status], color=colour)
st.caption(text("overview.subtitle", month=month_text(month, language)))

processes = list(dict.fromkeys(row["process"] for row in rows))
scored = [process for process in processes if process in set(health["process"].to_list())]
if scored:
    for column, process in zip(st.columns(len(scored)), scored, strict=True):
        with column:
            process_card(process)

for process in processes:
    own = [row for row in rows if row["process"] == process]
    st.header(name(own[0], language, "process"))
    for start in range(0, len(own), TILES_A_ROW):
        for column, row in zip(st.columns(TILES_A_ROW), own[start : start + TILES_A_ROW], strict=False):
            with column:
                kpi_tile(row)
