"""The page that is open follows what is published: a new snapshot without a restart, a failed run in one line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Server, Visitor
from tests.support import Installation

pytestmark = pytest.mark.browser

# the page looks at the pointer every 20 seconds
NOTICED_MILLISECONDS = 60_000


def test_an_open_page_shows_the_next_snapshot_and_a_failed_run_by_itself(
    demo: Installation, demo_erp: Path, tmp_path: Path, visit: Callable[..., Visitor]
) -> None:
    shutil.copytree(demo.data, tmp_path / "data")
    erp = tmp_path / "erp.sqlite"
    shutil.copy(demo_erp, erp)
    (source,) = demo.sources
    own = Installation(tmp_path, [source | {"connection": {"kind": "sqlite", "path": str(erp)}}], demo.settings)
    server = Server(own)
    try:
        visitor = visit(server)
        visitor.open("", "en")
        assert "end of 30 Sep 2026" not in visitor.text()
        assert "as of end of 31 Oct 2026" in visitor.text()
        before = own.current()

        own.run("--as-of", "2026-09-30T16:00:00Z")
        assert own.current() != before
        visitor.page.get_by_text("end of 30 Sep 2026").wait_for(timeout=NOTICED_MILLISECONDS)
        visitor.settle()
        assert visitor.chosen("month") == "Sept 2026" or visitor.chosen("month") == "Sep 2026"
        assert visitor.page.locator("[data-testid=stException]").count() == 0

        erp.unlink()
        assert own.cockpit("run").code == 2
        visitor.page.reload()
        visitor.settle()
        alert = visitor.page.get_by_test_id("stAlert").filter(has_text="erp.sqlite")
        assert "does not exist" in alert.inner_text()
        assert "end of 30 Sep 2026" in visitor.text()
    finally:
        server.stop()
