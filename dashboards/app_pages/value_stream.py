"""Value stream: where a process loses its time, from the heatmap to the cases of a cell to one case's time line."""

import streamlit as st

from cockpit.language import number
from dashboards import figures, queries, session, store
from dashboards.formatting import hours, name
from dashboards.session import text
from dashboards.tables import Column, table

MONTHS_SHOWN = (6, 12)

language = session.language()
zone = store.settings().timezone
manifest = store.manifest()
st.title(text("stream.title"))

processes = session.options(store.read(queries.processes), "process")
if not processes:
    st.info(text("stream.empty"), icon=":material/info:")
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    process = session.select(text("stream.process"), list(processes), processes.__getitem__, "process", search=False)
    by = st.segmented_control(
        text("stream.by"),
        ["month", "department"],
        default="month",
        required=True,
        format_func=lambda value: text(f"stream.by_{value}"),
        key="stream_by",
        persist_state="session",
    )
    measure = st.segmented_control(
        text("stream.measure"),
        ["working", "elapsed"],
        default="working",
        required=True,
        format_func=lambda value: text(f"measure.{value}"),
        key="stream_measure",
        persist_state="session",
    )
    quantile = st.segmented_control(
        text("stream.quantile"),
        [0.5, 0.9],
        default=0.5,
        required=True,
        format_func=lambda value: f"P{int(value * 100)}",
        key="stream_quantile",
        persist_state="session",
    )
    months_shown = st.segmented_control(
        text("stream.months"),
        MONTHS_SHOWN,
        default=MONTHS_SHOWN[0],
        required=True,
        key="stream_months",
        persist_state="session",
    )
    departments = session.options(store.read(queries.stage_departments, process), "department_id")
    department = session.select(
        text("stream.department"),
        [None, *departments],
        lambda value: departments.get(value, text("stream.all_departments")),
        "stream_department",
    )

since = session.month_start(months_shown)
arguments = (by, measure, quantile, department, since, str(zone))
matrix = store.read(queries.stage_matrix, process, *arguments)
if matrix.is_empty():
    st.info(text("stream.empty"), icon=":material/info:")
    st.stop()

stages = {row["stage"]: name(row, language) for row in matrix.sort("position").to_dicts()}
closed = sorted(set(matrix["column_id"].to_list()) - {"open"})
if by == "month":
    columns = {column: text("stream.month_label", year=column[2:4], month=int(column[5:])) for column in closed}
else:
    columns = {column: departments.get(column, text("unassigned")) for column in closed}
if "open" in matrix["column_id"].to_list():
    columns["open"] = text("stream.open")


def on_cell() -> None:
    """A click on a cell chooses the same as the two boxes below."""
    points = st.session_state.heatmap.selection.points
    if points:
        for key, value in zip(("stream_stage", "stream_column"), points[0]["customdata"], strict=True):
            session.set_choice(key, value)


# a choice that the present view does not have (another process, another split) falls back to its slowest cell
slowest = matrix.filter(matrix["column_id"] != "open").sort("hours", descending=True).head(1)
fallback = slowest if not slowest.is_empty() else matrix.head(1)
if session.choice("stream_stage") not in stages:
    session.set_choice("stream_stage", fallback["stage"][0])
if session.choice("stream_column") not in columns:
    session.set_choice("stream_column", fallback["column_id"][0])
chosen = (session.choice("stream_stage"), session.choice("stream_column"))

st.caption(text(f"stream.caption_{by}"))
st.plotly_chart(
    figures.stage_heatmap(
        matrix,
        list(stages.items()),
        list(columns.items()),
        lambda value: number(value, 1 if value < 100 else 0, language),
        lambda value: hours(value, language),
        lambda count: text("cases", count=number(count, 0, language)),
        chosen,
    ),
    key="heatmap",
    on_select=on_cell,
    selection_mode="points",
    config={"displayModeBar": False},
    alt=text("stream.alt"),
)

st.subheader(text("stream.cases"))
with st.container(horizontal=True):
    stage = session.select(text("stream.stage"), list(stages), stages.__getitem__, "stream_stage", search=False)
    column = session.select(text(f"stream.by_{by}"), list(columns), columns.__getitem__, "stream_column", search=False)
cases = store.read(queries.cases_of_cell, process, stage, column, *arguments[:2], *arguments[3:])
if cases.is_empty():
    st.info(text("stream.no_cases"), icon=":material/info:")
    st.stop()
rows = cases.to_dicts()
st.caption(text("stream.pick_case"))
picked = table(
    [
        Column(text("stream.document"), [row["document_number"] for row in rows]),
        Column(text(f"stream.hours_{measure}"), [row["hours"] for row in rows], decimals=1),
        Column(text("stream.entered"), [session.local(row["entered_at"]) for row in rows]),
        Column(text("stream.left"), [session.local(row["left_at"]) for row in rows]),
        Column(text("stream.actor"), [row["actor"] for row in rows]),
        Column(text("stream.item"), [name(row, language, "item_name") for row in rows]),
        Column(text("stream.partner"), [row["partner"] for row in rows]),
        Column(
            text("stream.amount", currency=manifest.company_currency),
            [float(row["amount_company_currency"] or 0) for row in rows],
            decimals=0,
        ),
    ],
    key=f"cases_{process}_{stage}_{column}_{by}_{measure}",
    selectable=True,
)
case = rows[picked or 0]

st.subheader(text("stream.case", document=case["document_number"]))
case_stages = store.read(queries.case_stages, case["case_id"]).to_dicts()
events = store.read(queries.case_events, case["case_id"]).to_dicts()
time_line, path = st.columns([3, 4])
with time_line:
    duration = f"{measure}_hours"
    st.plotly_chart(
        figures.stage_bars(
            [name(row, language) for row in case_stages],
            [not row["is_open"] for row in case_stages],
            [row[duration] or 0.0 for row in case_stages],
            [hours(row[duration], language) for row in case_stages],
        ),
        key="case_bars",
        config={"displayModeBar": False},
        alt=text("stream.case_alt"),
    )
with path:
    table(
        [
            Column(text("stream.when"), [session.local(row["occurred_at"]) for row in events]),
            Column(text("stream.activity"), [name(row, language, "activity") for row in events]),
            Column(text("stream.actor"), [row["actor_name"] or text("stream.system") for row in events]),
            Column(text("stream.department"), [name(row, language, "department_name") for row in events]),
        ],
        key="case_events",
    )
