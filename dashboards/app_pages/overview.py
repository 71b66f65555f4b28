"""Overview: where the company stands, in seconds. Health of each process, then every KPI as a tile."""

import streamlit as st

from cockpit.language import month as month_text
from cockpit.language import number
from dashboards import queries, session, store
from dashboards.formatting import STATUS_COLOURS, STATUS_ICONS, name, score_colour
from dashboards.session import text
from kpis.cards import DIMENSIONS
from kpis.wording import change, kpi_value, threshold

language = session.language()
st.title(text("overview.title"))
with st.container(horizontal=True):
    month = session.choose_month()
    scope_type, scope_id = session.choose_scope()

health = store.read(queries.health, scope_type, scope_id)
tiles = store.read(queries.tiles, month, scope_type, scope_id)
if tiles.is_empty():
    st.info(text("overview.empty"), icon=":material/info:")
    st.stop()


def process_card(process: str) -> None:
    """Score of one process with its change, its trend and the dimensions behind it."""
    history = health.filter((health["process"] == process) & (health["month"] <= month))
    current = history.filter(history["month"] == month)
    label = name(history.row(-1, named=True), language)
    with st.container(border=True):
        if current.is_empty():
            st.metric(label, "–", help=text("overview.health_help"))
            st.caption(text("overview.no_score"))
            return
        row = current.row(0, named=True)
        before = history.filter(history["month"] < month)["score"].tail(1).to_list()
        difference = round(row["score"] - before[0], 1) if before else None
        st.metric(
            label,
            number(row["score"], 0, language),
            delta=f"{difference:+.1f}" if difference is not None else None,
            help=text("overview.health_help"),
            chart_data=history["score"].tail(queries.TREND_MONTHS).to_list(),
            chart_type="area",
        )
        with st.container(horizontal=True, gap="small"):
            for dimension in DIMENSIONS:
                score = row[f"{dimension}_score"]
                if score is not None:
                    st.badge(
                        f"{text(f'dimension.{dimension}')} {number(score, 0, language)}",
                        color=score_colour(score),
                    )
        coverage = text("overview.score_coverage", share=number(row["coverage"] * 100, 0, language))
        st.caption(coverage + (text("overview.capped") if row["is_capped"] else ""))


def kpi_tile(row: dict) -> None:
    """Value against target, direction, counts; the definition behind a button."""
    status = row["status"] or "no_value"
    is_lower_better = row["direction"] == "lower"
    with st.container(border=True, height="stretch"):
        st.badge(text(f"status.{status}"), icon=STATUS_ICONS[status], color=STATUS_COLOURS[status])
        st.metric(
            name(row, language),
            kpi_value(row["value"], row["unit"], language),
            delta=change(row["value"], row["previous_value"], row["unit"], language),
            delta_color="inverse" if is_lower_better else "normal",
            help=row["question_zh" if language == "zh-CN" else "question_en"],
            chart_data=row["trend"] if row["trend"] and len(row["trend"]) > 1 else None,
        )
        sign = "≤" if is_lower_better else "≥"
        target = text("overview.target", target=f"{sign} {threshold(row['target'], row['unit'], language)}")
        counts = f"{number(row['case_count'], 0, language)} {name(row, language, 'cases')}"
        if row["open_count"]:
            counts += text("overview.open", count=number(row["open_count"], 0, language))
        if row["excluded_count"]:
            counts += text(
                "overview.excluded",
                count=number(row["excluded_count"], 0, language),
                share=number((row["coverage"] or 0) * 100, 0, language),
            )
        if row["is_estimated"]:
            counts += text("overview.estimated")
        st.caption(f"{target}  \n{counts}")
        with st.popover(text("overview.details"), icon=":material/info:", type="tertiary"):
            kpi_details(row)


def kpi_details(row: dict) -> None:
    """The card in words, its further views, what it is made of."""
    suffix = "zh" if language == "zh-CN" else "en"
    st.markdown(f"**{name(row, language)}** · `{row['kpi_id']}` · v{row['version']}")
    st.markdown(row[f"definition_{suffix}"])
    further = store.read(queries.variants, row["kpi_id"], month, scope_type, scope_id)
    for variant, value in further.select("variant", "value").iter_rows():
        st.markdown(f"- {text(f'variant.{variant}')}：{kpi_value(value, row['unit'], language)}")
    st.caption(
        text(
            "overview.thresholds",
            target=threshold(row["target"], row["unit"], language),
            warning=threshold(row["warning"], row["unit"], language),
            critical=threshold(row["critical"], row["unit"], language),
        )
    )
    owner = text("overview.owner", owner=row[f"owner_role_{suffix}"])
    st.caption(f"{owner} · {text('overview.sources', sources=row['sources'])}")


st.caption(text("overview.subtitle", month=month_text(month, language)))
with st.container(horizontal=True, gap="small"):
    statuses = tiles["status"].fill_null("no_value").to_list()
    for status, colour in STATUS_COLOURS.items():
        if status in statuses:
            label = f"{text(f'status.{status}')} {statuses.count(status)}"
            st.badge(label, icon=STATUS_ICONS[status], color=colour)
processes = list(dict.fromkeys(tiles["process"].to_list()))
scored = [process for process in processes if process in set(health["process"].to_list())]
if scored:
    for column, process in zip(st.columns(len(scored)), scored, strict=True):
        with column:
            process_card(process)

for process in processes:
    rows = [row for row in tiles.to_dicts() if row["process"] == process]
    st.subheader(name(rows[0], language, "process"))
    for column, row in zip(st.columns(max(len(rows), 4)), rows, strict=False):
        with column:
            kpi_tile(row)
