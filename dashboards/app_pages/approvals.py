"""Approvals: how long each node holds a document, what waits and for how long, and one document's whole way."""

import streamlit as st

from cockpit.language import number
from dashboards import figures, queries, session, store
from dashboards.formatting import hours, name
from dashboards.session import text
from dashboards.tables import Column, table

# working hours: half a day, a day, two days, a week
AGE_BANDS = (("half_day", 4.0), ("day", 8.0), ("two_days", 16.0), ("week", 40.0), ("longer", float("inf")))
AGE_COLOURS = ("#a9cce8", "#7fb2d9", "#f3c98b", "#eb9a62", "#d9604c")
MONTHS_SHOWN = 12

language = session.language()
zone = store.settings().timezone
manifest = store.manifest()
st.title(text("approvals.title"))

types = session.options(store.read(queries.document_types), "document_type")
if not types:
    st.info(text("approvals.empty"), icon=":material/info:")
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom"):
    document_type = session.select(
        text("approvals.document_type"),
        [None, *types],
        lambda value: types.get(value, text("approvals.all_types")),
        "approval_type",
        search=False,
    )
    measure = st.segmented_control(
        text("stream.measure"),
        ["working", "elapsed"],
        default="working",
        required=True,
        format_func=lambda value: text(f"measure.{value}"),
        key="approval_measure",
        persist_state="session",
    )

since = session.month_start(MONTHS_SHOWN)
nodes = store.read(queries.approval_nodes, measure, document_type, since, str(zone))
waiting = store.read(queries.open_approvals, document_type)
oldest = waiting["working_hours"].drop_nulls()
with st.container(horizontal=True):
    st.metric(text("approvals.open"), number(waiting.height, 0, language), border=True, height="stretch")
    st.metric(
        text("approvals.age_p90"),
        hours(oldest.quantile(0.9, "linear") if len(oldest) else None, language),
        border=True,
        height="stretch",
        help=text("approvals.age_help"),
    )
    st.metric(
        text("approvals.decisions"),
        number(nodes["decision_count"].sum(), 0, language),
        border=True,
        height="stretch",
    )

if not nodes.is_empty():
    left, right = st.columns(2)
    node_rows = nodes.to_dicts()
    with left:
        st.subheader(text("approvals.by_node"))
        labels = [" · ".join(filter(None, (name(row, language), name(row, language, "role")))) for row in node_rows]
        st.plotly_chart(
            figures.quantile_bars(
                labels,
                [row["p50"] for row in node_rows],
                [row["p90"] for row in node_rows],
                [hours(row["p50"], language) for row in node_rows],
                [hours(row["p90"], language) for row in node_rows],
            ),
            key="node_bars",
            config={"displayModeBar": False},
            alt=text("approvals.by_node"),
        )
        table(
            [
                Column(text("approvals.node"), labels),
                Column(text("approvals.decided_steps"), [row["decision_count"] for row in node_rows], decimals=0),
                Column(
                    text("approvals.rejected"),
                    [row["rejected_share"] * 100 for row in node_rows],
                    decimals=1,
                    unit="%",
                ),
            ],
            key="nodes",
        )
    with right:
        st.subheader(text("approvals.trend"))
        trend = store.read(queries.approval_trend, measure, document_type, since, str(zone))
        st.plotly_chart(
            figures.lines(
                trend,
                "month",
                "p50",
                "node",
                {row["node"]: name(row, language) for row in node_rows},
                lambda value: hours(value, language),
            ),
            key="node_trend",
            config={"displayModeBar": False},
            alt=text("approvals.trend"),
        )

st.subheader(text("approvals.backlog"))
if waiting.is_empty():
    st.success(text("approvals.nothing_waits"), icon=":material/check_circle:")
    st.stop()
counts = []
lower = 0.0
for _, upper in AGE_BANDS:
    counts.append(int(((oldest >= lower) & (oldest < upper)).sum()))
    lower = upper
left, right = st.columns([2, 3])
with left:
    st.plotly_chart(
        figures.bands([text(f"approvals.age.{band}") for band, _ in AGE_BANDS], counts, AGE_COLOURS),
        key="age_bands",
        config={"displayModeBar": False},
        alt=text("approvals.backlog"),
    )
with right:
    rows = waiting.to_dicts()
    st.caption(text("approvals.pick_document"))
    picked = table(
        [
            Column(text("stream.document"), [row["document_number"] for row in rows]),
            Column(text("approvals.node"), [name(row, language, "node_name") for row in rows]),
            Column(text("approvals.waiting"), [row["working_hours"] for row in rows], decimals=1),
            Column(text("approvals.since"), [session.local(row["requested_at"]) for row in rows]),
            Column(text("stream.department"), [name(row, language, "department_name") for row in rows]),
            Column(
                text("stream.amount", currency=manifest.company_currency),
                [float(row["amount_company_currency"] or 0) for row in rows],
                decimals=0,
            ),
        ],
        key=f"open_approvals_{document_type}",
        selectable=True,
    )
document = rows[picked or 0]
st.subheader(text("approvals.document", document=document["document_number"]))
steps = store.read(queries.document_steps, document["document_type"], document["document_id"]).to_dicts()
table(
    [
        Column(text("approvals.round"), [row["round_number"] for row in steps], decimals=0),
        Column(text("approvals.node"), [name(row, language, "node_name") for row in steps]),
        Column(text("approvals.approver"), [row["approver_name"] for row in steps]),
        Column(text("approvals.requested"), [session.local(row["requested_at"]) for row in steps]),
        Column(text("approvals.decided"), [session.local(row["decided_at"]) for row in steps]),
        Column(text("approvals.decision"), [text(f"decision.{row['decision']}") for row in steps]),
        Column(text("stream.hours_working"), [row["working_hours"] for row in steps], decimals=1),
    ],
    key="document_steps",
)
