"""A browser, and servers for it to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.docs.terminal import Site, serving
from tests.support.optional import missing

ROOT = Path(__file__).parents[2]
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


# Playwright's loop runs while its browser does, and no other loop can: so it ends with the module.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium; none is downloaded."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        missing("Chromium", "install the package chromium, as .ci/run does")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=[*_FLAGS])
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    path = ROOT / "tests" / "contract" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        missing("axe-core", "run npm ci --prefix tests/contract --ignore-scripts")
    return path.read_text("utf-8")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on the seed."""
    with serving(tmp_path_factory.mktemp("browser") / "project") as running:
        yield running


@dataclass
class Visit:
    """A tab, and what went wrong in it.

    Attributes:
        complaints: Errors on the console, and requests to elsewhere.
    """

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Note what a browser complains about."""
        if message.type == "error":
            self.complaints.append(message.text)

    def go(self, path: str) -> int:
        """Open an address of the server; return the status."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        return answer.status

    @property
    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        root = "document.documentElement"
        wide: int = self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        return wide


Open = Callable[..., Any]


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Site) -> Open:
    """Open tabs: `with opened(width=320, color_scheme="dark") as visit`."""
    base = f"http://127.0.0.1:{server.port}"

    @contextmanager
    def tab(width: int = 1280, **options: Any) -> Iterator[Visit]:
        context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800}, **options
        )
        context.set_default_timeout(20_000)
        visit = Visit(context.new_page(), base)
        page = visit.page
        page.on("console", visit.hear)
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on("request", lambda request: _watch(visit, request.url))
        try:
            yield visit
        finally:
            context.close()

    return tab


def _watch(visit: Visit, url: str) -> None:
    if not url.startswith((visit.base, "data:")):
        visit.complaints.append(f"asked elsewhere: {url}")
