"""Fixtures of the browser tests: one Chromium, a fresh page a test, and a server with the bundled course."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.apps import close, make_app
from tests.support.chromium import launch
from tests.support.server import LiveServer, serving

# What a person would call broken; a busy machine may need some of it, an idle one none.
PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of all browser tests."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser, live: LiveServer) -> Iterator[BrowserContext]:
    """Someone at a browser of their own, without cookies; a second one: `chromium.new_context(base_url=live.url)`."""
    context = chromium.new_context(base_url=live.url, viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(person: BrowserContext) -> Iterator[Page]:
    """A page of the person's; errors in its scripts and refusals of its policy fail the test."""
    page = person.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    yield page
    assert complaints == []


@pytest.fixture(scope="session")
def prepared_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder whose database holds the bundled course. Tests get copies of it."""
    from courses.operations import start  # brings the course compiler, which most tests do without

    folder = tmp_path_factory.mktemp("prepared")
    app = make_app(folder)
    with app.app_context():
        start.prepare(app)
    close(app)
    return folder


@pytest.fixture
def live(prepared_instance: Path, tmp_path: Path) -> Iterator[LiveServer]:
    """A server of the test's own, on SQLite, with the bundled course and nobody in it."""
    folder = tmp_path / "live"
    shutil.copytree(prepared_instance, folder)
    with serving(lambda port: make_app(folder, PORT=str(port))) as server:
        yield server
    close(server.app)
