"""Value stream: where a process loses its time, from the heatmap to the cases of a cell to one case's time line."""

import streamlit as st

from cockpit.language import number
from dashboards import figures, queries, session, store
from dashboards.formatting import name, narrow_month
from dashboards.session import text
from dashboards.summaries import nearest_cell, slowest_cell
from dashboards.tables import Column, amounts, table
from kpis.wording import brief_duration, duration

MONTHS_SHOWN = (6, 12)

language = session.language()
zone = store.settings().timezone
st.title(text("stream.title"))

processes = session.options(store.read(queries.processes), "process")
if not processes:
    st.info(text("stream.empty"), icon=":material/info:")
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    process = session.select(text("stream.process"), list(processes), processes.__getitem__, "process", search=False)
    by = session.segments(
        text("stream.by"), ["month", "department"], lambda value: text(f"stream.by_{value}"), "stream_by"
    )
    measure = session.segments(
        text("stream.measure"), ["working", "elapsed"], lambda value: text(f"measure.{value}"), "stream_measure"
    )
    quantile = session.segments(
        text("stream.quantile"), [0.5, 0.9], lambda value: f"P{int(value * 100)}", "stream_quantile"
    )
    months_shown = session.segments(text("stream.months"), MONTHS_SHOWN, str, "stream_months")
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
found = sorted(set(matrix["column_id"].to_list()))
closed, waiting = {}, {}
for column_id in found:
    key, _, waits_in = column_id.partition(":")
    if key != queries.OPEN:
        closed[column_id] = (
            narrow_month(column_id, language) if by == "month" else departments.get(column_id, text("unassigned"))
        )
    elif waits_in:
        waiting[column_id] = text("stream.open_in", department=departments.get(waits_in, text("unassigned")))
    else:
        waiting[column_id] = text("stream.open")
columns = closed | waiting


def on_cell(heatmap: str) -> None:
    """A click on a cell chooses the same as the two boxes below."""
    points = st.session_state[heatmap].selection.points
    if points:
        for key, value in zip(("stream_stage", "stream_column"), points[0]["customdata"], strict=True):
            session.set_choice(key, value)


cells = set(matrix.select("stage", "column_id").iter_rows())
slowest_stage, slowest_column = slowest_cell(matrix, closed)
# another process or another split may not have the pair that was chosen before
chosen = nearest_cell(
    matrix,
    closed,
    (
        session.choice("stream_stage", list(stages), slowest_stage),
        session.choice("stream_column", list(columns), slowest_column),
    ),
)
session.set_choice("stream_stage", chosen[0])
session.set_choice("stream_column", chosen[1])

st.caption(f"{text(f'stream.caption_{by}')}{text(f'stream.caption_{measure}')}{text('stream.caption_colours')}")


def heatmap(key: str, finished_columns: dict[str, str], waiting_columns: dict[str, str]) -> None:
    present = {stage for stage, column_id in cells if column_id in finished_columns | waiting_columns}
    st.plotly_chart(
        figures.stage_heatmap(
            matrix,
            [(stage, shown) for stage, shown in stages.items() if stage in present],
            list(finished_columns.items()),
            lambda value: brief_duration(value, measure, language),
            lambda value: duration(value, measure, language),
            lambda count: text("case" if count == 1 else "cases", count=number(count, 0, language)),
            chosen,
            list(waiting_columns.items()),
        ),
        key=key,
        on_select=lambda: on_cell(key),
        selection_mode="points",
        config={"displayModeBar": False},
        alt=text("stream.alt"),
    )


if by == "month":
    heatmap("heatmap", closed, waiting)
else:
    # side by side, twice the departments would be too narrow to read
    if closed:
        heatmap("heatmap", closed, {})
    if waiting:
        st.caption(text("stream.caption_open"))
        in_department = {column: column.removeprefix(f"{queries.OPEN}:") for column in waiting}
        heatmap(
            "heatmap_open",
            {},
            {column: departments.get(found_in, text("unassigned")) for column, found_in in in_department.items()},
        )

st.header(text("stream.cases"))
with st.container(horizontal=True):
    stage = session.select(
        text("stream.stage"), list(stages), stages.__getitem__, "stream_stage", search=False, usual=slowest_stage
    )
    column = session.select(
        text(f"stream.by_{by}"),
        [column for column in columns if (stage, column) in cells],
        columns.__getitem__,
        "stream_column",
        search=False,
        usual=slowest_column,
    )
cases = store.read(queries.cases_of_cell, process, stage, column, *arguments[:2], *arguments[3:])
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
        *amounts(
            [row["amount_company_currency"] for row in rows],
            [row["company_currency"] for row in rows],
            text("amount"),
            lambda code: text("amount_in", currency=code),
            text("currency"),
        ),
    ],
    key=f"cases_{process}_{stage}_{column.replace(':', '_')}_{by}_{measure}",
    selectable=True,
)
case = rows[picked or 0]

st.header(text("stream.case", document=case["document_number"]))
case_stages = store.read(queries.case_stages, case["case_id"]).to_dicts()
events = store.read(queries.case_events, case["case_id"]).to_dicts()
time_line, path = st.columns([3, 4])
with time_line:
    column_hours = f"{measure}_hours"
    st.plotly_chart(
        figures.stage_bars(
            [name(row, language) for row in case_stages],
            [not row["is_open"] for row in case_stages],
            [row[column_hours] or 0.0 for row in case_stages],
            [duration(row[column_hours], measure, language) for row in case_stages],
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
