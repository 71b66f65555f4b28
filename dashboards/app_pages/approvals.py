"""Approvals: how long each node holds a document, what waits and for how long, and one document's whole way."""

import streamlit as st

from cockpit.language import number
from dashboards import figures, queries, session, store
from dashboards.formatting import name, narrow_month
from dashboards.session import text
from dashboards.summaries import AGE_BANDS, age_counts, age_p90
from dashboards.tables import Column, amounts, table
from kpis.wording import duration

AGE_COLOURS = ("#a9cce8", "#7fb2d9", "#f3c98b", "#eb9a62", "#d9604c")
MONTHS_SHOWN = 12

language = session.language()
zone = store.settings().timezone
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
    measure = session.segments(
        text("stream.measure"), ["working", "elapsed"], lambda value: text(f"measure.{value}"), "approval_measure"
    )

since = session.month_start(MONTHS_SHOWN)
nodes = store.read(queries.approval_nodes, measure, document_type, since, str(zone))
waiting = store.read(queries.open_approvals, measure, document_type)
with st.container(horizontal=True):
    st.metric(text("approvals.open"), number(waiting.height, 0, language), border=True, height="stretch")
    st.metric(
        text(f"approvals.age_p90_{measure}"),
        duration(age_p90(waiting), measure, language),
        border=True,
        height="stretch",
        help=text(f"approvals.age_help_{measure}"),
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
        st.header(text("approvals.by_node"))
        st.caption(text("approvals.by_node_help", measure=text(f"measure.{measure}")))
        labels = [" · ".join(filter(None, (name(row, language), name(row, language, "role")))) for row in node_rows]
        st.plotly_chart(
            figures.quantile_bars(
                [label.replace(" · ", "<br>") for label in labels],
                [row["p50"] for row in node_rows],
                [row["p90"] for row in node_rows],
                [duration(row["p50"], measure, language) for row in node_rows],
                [duration(row["p90"], measure, language) for row in node_rows],
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
        st.header(text("approvals.trend"))
        st.caption(text(f"stream.hours_{measure}"))
        trend = store.read(queries.approval_trend, measure, document_type, since, str(zone))
        st.plotly_chart(
            figures.lines(
                trend,
                "month",
                "p50",
                "node",
                {row["node"]: name(row, language) for row in node_rows},
                lambda value: duration(value, measure, language),
                lambda value: narrow_month(value, language),
            ),
            key="node_trend",
            config={"displayModeBar": False},
            alt=text("approvals.trend"),
        )

st.header(text("approvals.backlog"))
if waiting.is_empty():
    st.success(text("approvals.nothing_waits"), icon=":material/check_circle:")
    st.stop()
left, right = st.columns([2, 3])
with left:
    st.caption(text(f"approvals.bands_{measure}"))
    st.plotly_chart(
        figures.bands([text(f"approvals.age.{band}") for band in AGE_BANDS], age_counts(waiting, measure), AGE_COLOURS),
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
            Column(text(f"approvals.waiting_{measure}"), [row["hours"] for row in rows], decimals=1),
            Column(text("approvals.since"), [session.local(row["requested_at"]) for row in rows]),
            Column(text("stream.department"), [name(row, language, "department_name") for row in rows]),
            *amounts(
                [row["amount_company_currency"] for row in rows],
                [row["company_currency"] for row in rows],
                text("amount"),
                lambda code: text("amount_in", currency=code),
                text("currency"),
            ),
        ],
        key=f"open_approvals_{document_type}",
        selectable=True,
    )
document = rows[picked or 0]
st.header(text("approvals.document", document=document["document_number"]))
steps = store.read(queries.document_steps, measure, document["document_type"], document["document_id"]).to_dicts()
table(
    [
        Column(text("approvals.round"), [row["round_number"] for row in steps], decimals=0),
        Column(text("approvals.node"), [name(row, language, "node_name") for row in steps]),
        Column(text("approvals.approver"), [row["approver_name"] for row in steps]),
        Column(text("approvals.requested"), [session.local(row["requested_at"]) for row in steps]),
        Column(text("approvals.decided"), [session.local(row["decided_at"]) for row in steps]),
        Column(text("approvals.decision"), [text(f"decision.{row['decision']}") for row in steps]),
        Column(text(f"stream.hours_{measure}"), [row["hours"] for row in steps], decimals=1),
    ],
    key="document_steps",
)
