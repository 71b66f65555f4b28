"""Data: how fresh the numbers are, what was read, what could not be measured, how the last runs went."""

from datetime import UTC, datetime

import streamlit as st

from cockpit.language import day, number
from cockpit.language import stamp as stamp_text
from dashboards import queries, session, store
from dashboards.session import text

language = session.language()
zone = store.settings().timezone
manifest = store.manifest()
suffix = "zh" if language == "zh-CN" else "en"
st.title(text("data.title"))

age_hours = (datetime.now(UTC) - manifest.published_at).total_seconds() / 3600
with st.container(horizontal=True):
    st.metric(
        text("data.published"),
        stamp_text(manifest.published_at.astimezone(zone), language),
        delta=text("data.hours_ago", hours=number(age_hours, 1, language)),
        delta_color="off",
        delta_arrow="off",
        border=True,
    )
    st.metric(text("data.as_of"), stamp_text(manifest.as_of.astimezone(zone), language), border=True)
    st.metric(text("data.rows"), number(sum(manifest.tables.values()), 0, language), border=True)

until = manifest.as_of.astimezone(zone).date()
unofficial = store.read(queries.unofficial_days, until).row(0, named=True)
if unofficial["first_day"]:
    st.warning(
        text("data.calendar", first=day(unofficial["first_day"], language), last=day(unofficial["last_day"], language)),
        icon=":material/event_busy:",
    )

st.subheader(text("data.sources"))
st.dataframe(
    {
        text("data.source"): [source.name for source in manifest.sources],
        text("data.erp"): [f"{source.erp} {source.version}" for source in manifest.sources],
        text("data.read_at"): [stamp_text(source.extracted_at.astimezone(zone), language) for source in manifest.sources],
        text("data.rows"): [number(source.rows, 0, language) for source in manifest.sources],
    },
    hide_index=True,
    height="content",
)

st.subheader(text("data.exclusions"))
st.caption(text("data.exclusions_help"))
excluded = store.read(queries.exclusions).to_dicts()
if excluded:
    st.dataframe(
        {
            "KPI": [
                row[f"kpi_{suffix}"] or (text("data.stage", stage=row[f"stage_{suffix}"]) if row[f"stage_{suffix}"] else row["kpi_id"])
                for row in excluded
            ],
            text("data.reason"): [row[f"reason_{suffix}"] or row["reason"] for row in excluded],
            text("data.cases"): [number(row["case_count"], 0, language) for row in excluded],
            text("data.example"): [row["example"] or "–" for row in excluded],
        },
        hide_index=True,
        height="content",
    )
else:
    st.success(text("data.no_exclusions"), icon=":material/check_circle:")

st.subheader(text("data.tables"))
tables = store.read(queries.source_tables).to_dicts()
only_changed = st.toggle(text("data.only_changed"), key="only_changed", persist_state="session")
shown = [row for row in tables if not only_changed or row["changed_rows"] or row["deleted_rows"] or row["is_missing"]]
st.dataframe(
    {
        text("data.source"): [row["source_id"] for row in shown],
        text("data.table"): [row["table_name"] for row in shown],
        text("data.rows"): [number(row["source_rows"], 0, language) for row in shown],
        text("data.changed"): [number(row["changed_rows"], 0, language) for row in shown],
        text("data.deleted"): [number(row["deleted_rows"], 0, language) for row in shown],
        text("data.note"): [
            text("data.absent") if row["is_missing"] else row["missing_columns"] for row in shown
        ],
    },
    hide_index=True,
    height=320,
)

st.subheader(text("data.runs"))
runs = store.read(queries.runs).to_dicts()
newest = store.newest_run()
if newest and newest.run_id not in {row["run_id"] for row in runs}:
    runs.insert(0, newest.model_dump() | {"started_at": newest.started_at.replace(tzinfo=None)})
    runs[0]["ended_at"] = newest.ended_at.replace(tzinfo=None)
st.dataframe(
    {
        text("data.started"): [stamp_text(session.local(row["started_at"]), language) for row in runs],
        text("data.seconds"): [number((row["ended_at"] - row["started_at"]).total_seconds(), 0, language) for row in runs],
        text("data.outcome"): [text(f"data.run_{row['status']}") for row in runs],
        text("data.rows_landed"): [number(row["rows_landed"], 0, language) for row in runs],
        text("data.message"): [row["message"] or "–" for row in runs],
    },
    hide_index=True,
    height="content",
)
