"""Data: how fresh the numbers are, what was read, what could not be measured, how the last runs went."""

from datetime import UTC, datetime

import streamlit as st

from cockpit.language import number
from cockpit.language import stamp as stamp_text
from dashboards import provenance, session, store
from dashboards.formatting import as_of
from dashboards.session import text
from dashboards.tables import Column, table

language = session.language()
zone = store.settings().timezone
manifest = store.manifest()
suffix = "zh" if language == "zh-CN" else "en"


def excluded_from(row: dict) -> str:
    """What a case is missing from: a KPI, a stage of a value stream, or the throughput of a process."""
    stage, process = row[f"stage_{suffix}"], row[f"process_{suffix}"]
    if stage:
        return text("data.stage", stage=stage)
    return row[f"kpi_{suffix}"] or (text("data.throughput", process=process) if process else row["kpi_id"])


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
        height="stretch",
    )
    st.metric(
        text("data.as_of"),
        as_of(manifest.as_of.astimezone(zone), language),
        border=True,
        height="stretch",
    )
    st.metric(
        text("data.snapshot_rows"), number(sum(manifest.tables.values()), 0, language), border=True, height="stretch"
    )

for row in store.read(provenance.unofficial_years).to_dicts():
    st.warning(
        text("data.calendar", calendar=row[f"calendar_{suffix}"], years=row["years"]), icon=":material/event_busy:"
    )

st.header(text("data.sources"))
table(
    [
        Column(text("data.source"), [source.name for source in manifest.sources]),
        Column(text("data.erp"), [f"{source.erp} {source.version}" for source in manifest.sources]),
        Column(text("data.read_at"), [source.extracted_at.astimezone(zone) for source in manifest.sources]),
        Column(text("data.source_rows"), [source.rows for source in manifest.sources], decimals=0),
    ],
    key="sources",
)

st.header(text("data.exclusions"))
st.caption(text("data.exclusions_help"))
excluded = store.read(provenance.exclusions).to_dicts()
if excluded:
    table(
        [
            Column("KPI", [excluded_from(row) for row in excluded]),
            Column(text("data.reason"), [row[f"reason_{suffix}"] or row["reason"] for row in excluded]),
            Column(text("data.cases"), [row["case_count"] for row in excluded], decimals=0),
            Column(text("data.example"), [row["example"] for row in excluded]),
        ],
        key="exclusions",
    )
else:
    st.success(text("data.no_exclusions"), icon=":material/check_circle:")

st.header(text("data.runs"))
runs = store.read(provenance.runs).to_dicts()
newest = store.newest_run()
if newest and newest.run_id not in {row["run_id"] for row in runs}:
    runs.insert(0, newest.model_dump() | {"started_at": newest.started_at.replace(tzinfo=None)})
    runs[0]["ended_at"] = newest.ended_at.replace(tzinfo=None)
table(
    [
        Column(text("data.started"), [session.local(row["started_at"]) for row in runs]),
        Column(
            text("data.seconds"),
            [(row["ended_at"] - row["started_at"]).total_seconds() for row in runs],
            decimals=0,
        ),
        Column(text("data.outcome"), [text(f"data.run_{row['status']}") for row in runs]),
        Column(text("data.rows_landed"), [row["rows_landed"] for row in runs], decimals=0),
        Column(text("data.message"), [row["message"] for row in runs]),
    ],
    key="runs",
)

with st.expander(text("data.tables")):
    tables = store.read(provenance.source_tables).to_dicts()
    only_changed = st.toggle(text("data.only_changed"), key="only_changed", persist_state="session")
    shown = [
        row
        for row in tables
        if not only_changed or row["changed_rows"] or row["deleted_rows"] or row["is_missing"] or row.get("quarantined")
    ]
    table(
        [
            Column(text("data.source"), [row["source_id"] for row in shown]),
            Column(text("data.table"), [row["table_name"] for row in shown]),
            Column(text("data.source_rows"), [row["source_rows"] for row in shown], decimals=0),
            Column(text("data.changed"), [row["changed_rows"] for row in shown], decimals=0),
            Column(text("data.deleted"), [row["deleted_rows"] for row in shown], decimals=0),
            Column(
                text("data.note"),
                # a snapshot of before there was a quarantine has no column for it
                [
                    text("data.absent") if row["is_missing"] else row.get("quarantined") or row["missing_columns"]
                    for row in shown
                ],
            ),
        ],
        key="source_tables",
    )
