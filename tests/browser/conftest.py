"""A browser on the real cockpit: one server of the demo company, a visitor a test.

Where COCKPIT_SCREENSHOTS names a folder, every opened page leaves its picture there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.support import CHROMIUM, Installation, free_port, missing

READY_SECONDS = 60
WINDOW_HEIGHT = 1000
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Server:
    """`cockpit serve` of an installation, gone with the test."""

    def __init__(self, installation: Installation) -> None:
        self.port = free_port()
        self._process = installation.start("serve", "--port", str(self.port))
        deadline = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            assert self._process.poll() is None, self._process.stderr.read()
            assert time.monotonic() < deadline, "the cockpit did not start"
            time.sleep(0.2)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def is_refused(answer: Response) -> bool:
    """Whether the server refused something; Streamlit looks for its own root below each page's address first."""
    return answer.status >= 400 and "/_stcore/" not in answer.url


def is_error(message: ConsoleMessage) -> bool:
    # a chart that is given nothing to draw an axis from
    if "Infinite extent" in message.text:
        return True
    return message.type == "error" and "/_stcore/" not in message.location.get("url", "")


class Visitor:
    """A browser's page with what a user does on the cockpit, and what went wrong meanwhile."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self._server = server
        self.complaints: list[str] = []
        page.on("console", lambda message: self._note(is_error(message), f"console: {message.text}"))
        page.on("pageerror", lambda error: self._note(True, f"page error: {error}"))
        page.on("response", lambda answer: self._note(is_refused(answer), f"{answer.status}: {answer.url}"))
        page.on("request", lambda request: self._note(self._is_outside(request.url), f"outside: {request.url}"))

    def _note(self, is_wrong: bool, complaint: str) -> None:
        if is_wrong:
            self.complaints.append(complaint)

    def _is_outside(self, url: str) -> bool:
        local = (self._server.address, self._server.address.replace("http", "ws"), "data:", "blob:")
        return not url.startswith(local)

    def open(self, path: str, language: str) -> None:
        self.page.goto(f"{self._server.address}/{path}?language={language}")
        self.settle()

    def settle(self) -> None:
        """Wait until the page stands still: Streamlit's script has ended and the document no longer changes."""
        self.page.wait_for_selector("[data-testid=stMainBlockContainer] h1", timeout=READY_SECONDS * 1000)
        shown, unchanged = "", 0
        deadline = time.monotonic() + READY_SECONDS
        while unchanged < 3:
            assert time.monotonic() < deadline, "the page never came to rest"
            self.page.wait_for_timeout(200)
            running = self.page.locator("[data-testid=stApp][data-test-script-state=running]").count()
            stale = self.page.locator("[data-stale=true]").count()
            now = self.page.locator("[data-testid=stApp]").inner_text()
            unchanged = unchanged + 1 if now == shown and not running and not stale else 0
            shown = now

    def text(self) -> str:
        """All text of the page; whatever stands in canvases is not in it."""
        return self.page.locator("[data-testid=stApp]").inner_text()

    def title(self) -> str:
        return self.page.locator("[data-testid=stMainBlockContainer] h1").first.inner_text().strip()

    def choose(self, label: str, option: str) -> None:
        """Choose in a selection box."""
        self.page.get_by_role("combobox", name=label, exact=True).first.click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settle()

    def press(self, option: str) -> None:
        """Press a part of a segmented control."""
        self.page.get_by_role("radio", name=option, exact=True).click()
        self.settle()

    def chosen(self, key: str) -> str:
        """What the selection box of a widget key shows."""
        return self.page.locator(f".st-key-box_{key} input").input_value()

    def select_row(self, key: str, row: int) -> None:
        """Tick a row of a table, counted from 0."""
        from dashboards.tables import HEADER_HEIGHT, ROW_HEIGHT

        table = self.page.locator(f"[class*=st-key-{key}] [data-testid=stDataFrame]")
        table.scroll_into_view_if_needed()
        table.click(position={"x": 18, "y": HEADER_HEIGHT + ROW_HEIGHT * row + ROW_HEIGHT // 2})
        self.settle()

    def overflow_pixels(self) -> int:
        """By how much the page is wider than its window."""
        return self.page.evaluate(
            "Math.max(...[document.documentElement, ...document.querySelectorAll("
            "'[data-testid=stMain], [data-testid=stMainBlockContainer], [data-testid=stHeader]')]"
            ".map(element => element.scrollWidth - element.clientWidth))"
        )

    def picture(self, name: str) -> None:
        folder = os.environ.get("COCKPIT_SCREENSHOTS")
        if folder:
            size = self.page.viewport_size
            height = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            self.page.set_viewport_size({"width": size["width"], "height": height + 20})
            self.page.wait_for_timeout(1000)
            self.page.screenshot(path=Path(folder) / f"{name}.png")
            self.page.set_viewport_size(size)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing("no Chromium is installed (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(demo: Installation) -> Iterator[Server]:
    """The demo company's cockpit."""
    server = Server(demo)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Callable[[int], Page]:
    """Opens a window so many pixels wide; those of one width share what the browser has already loaded."""
    contexts: dict[int, BrowserContext] = {}

    def open_window(width: int) -> Page:
        if width not in contexts:
            contexts[width] = browser.new_context(
                viewport={"width": width, "height": WINDOW_HEIGHT}, timezone_id="Asia/Shanghai"
            )
        return contexts[width].new_page()

    return open_window


@pytest.fixture
def visit(windows: Callable[[int], Page]) -> Iterator[Callable[..., Visitor]]:
    """Brings a new visitor; at the end nothing may have gone wrong for any of them."""
    visitors = []

    def arrive(server: Server, width: int = 1440) -> Visitor:
        visitors.append(Visitor(windows(width), server))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.page.close()
    assert [visitor.complaints for visitor in visitors if visitor.complaints] == []
