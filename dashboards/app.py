"""The cockpit: page settings, header, navigation. Everything shown stands in `app_pages/`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from cockpit.errors import CockpitError
from cockpit.language import stamp
from dashboards import session, store
from dashboards.formatting import as_of
from dashboards.session import text

CHECK_EVERY_SECONDS = 20

# a material icon would be fetched from outside the intranet
st.set_page_config(page_title="erp-cockpit", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")


@st.fragment(run_every=CHECK_EVERY_SECONDS)
def watch_pointer(shown_run_id: str) -> None:
    """Show a new snapshot as soon as it is published, without anybody clicking."""
    if store.published_manifest().run_id != shown_run_id:
        st.rerun()


def header(pages: list[st.Page]) -> None:
    """Company, freshness, language, ways to the pages; a line where the numbers are old or the last run failed."""
    manifest = store.manifest()
    zone = store.settings().timezone
    row = {"horizontal": True, "horizontal_alignment": "distribute", "vertical_alignment": "center"}
    with st.container(**row):
        st.markdown(f"**{manifest.company_name or 'erp-cockpit'}**", width="content")
        session.language_switch()
    with st.container(**row):
        # links of our own: Streamlit's top navigation becomes a drawer on a phone, and stays open over the page
        with st.container(horizontal=True, width="content", gap="small", key="navigation"):
            for page in pages:
                st.page_link(page, query_params=session.address_of(page))
        st.caption(text("as_of", stamp=as_of(manifest.as_of.astimezone(zone), session.language())), width="content")
    age_hours = (datetime.now(UTC) - manifest.published_at).total_seconds() / 3600
    if age_hours > manifest.stale_after_hours:
        published = stamp(manifest.published_at.astimezone(zone), session.language())
        st.warning(text("stale", published=published, hours=round(age_hours)), icon=":material/schedule:")
    run = store.newest_run()
    if run and run.status == "failed":
        st.error(
            text(
                "run_failed",
                stamp=stamp(run.ended_at.astimezone(zone), session.language()),
                message=run.message,
            ),
            icon=":material/sync_problem:",
        )
    if run and run.status == "amber":
        st.warning(text("run_amber", tables=", ".join(run.tables_set_apart)), icon=":material/rule:")
    watch_pointer(manifest.run_id)


try:
    # the switch is drawn by the header, but titles above it need its choice already
    session.use_language(session.language())
    store.follow_pointer()
    pages = [
        st.Page("app_pages/overview.py", title=text("overview.title"), default=True),
        st.Page("app_pages/value_stream.py", title=text("stream.title")),
        st.Page("app_pages/approvals.py", title=text("approvals.title")),
        st.Page("app_pages/data.py", title=text("data.title")),
    ]
    page = st.navigation(pages, position="hidden")
    session.restore_address(page)
    header(pages)
    try:
        page.run()
    finally:
        session.keep_address(page)
except CockpitError as error:
    st.error(error.one_line(session.language()), icon=":material/error:")
