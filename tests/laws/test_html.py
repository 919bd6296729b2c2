"""Every page of the bundled course that can be reached, and every page of a small world, is valid HTML without dead links."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.laws.conftest import Inhabited
from tests.laws.routes import ROLES
from tests.laws.table import ROUTES
from tests.support.apps import close, make_app, new_client
from tests.support.crawl import Visited, crawl, dead_links, is_whole
from tests.support.factories.catalogue import make_administrator, make_user
from tests.support.html_checker import html_problems

PEOPLE = {"visitor": None, "member": make_user, "administrator": make_administrator}


@pytest.fixture(scope="module")
def stocked_app(prepared_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the bundled course."""
    folder = tmp_path_factory.mktemp("stocked") / "instance"
    shutil.copytree(prepared_instance, folder)
    app = make_app(folder)
    yield app
    close(app)


@pytest.fixture(scope="module", params=PEOPLE)
def site(stocked_app: Flask, request: pytest.FixtureRequest) -> dict[str, Visited]:
    """The whole site as one person finds it."""
    client = new_client(stocked_app)
    if make := PEOPLE[request.param]:
        with stocked_app.app_context():
            client.login(make())
            return crawl(client, "/")
    return crawl(client, "/")


def test_no_link_is_dead(site: dict[str, Visited]) -> None:
    assert dead_links(site) == []


def test_every_page_has_one_heading_and_a_title_of_its_own(site: dict[str, Visited]) -> None:
    pages = [page for page in site.values() if page.is_page]

    wrong = [f"{page.path}: {page.headings} headings" for page in pages if page.headings != 1]
    untitled = [page.path for page in pages if not page.title]

    assert len(pages) > 20
    assert wrong + untitled == []


def test_every_page_is_valid_html(site: dict[str, Visited]) -> None:
    problems = html_problems({page.path: page.html for page in site.values() if page.is_page})

    assert problems == []


def test_every_page_of_every_role_is_valid_html(small: Inhabited) -> None:
    addresses = [endpoint for endpoint, methods in ROUTES.items() if "GET" in methods]
    replies = {f"{endpoint} ({role})": small.ask(endpoint, "GET", role) for endpoint in addresses for role in ROLES}

    pages = {name: reply.text for name, reply in replies.items() if reply.mimetype == "text/html"}

    assert html_problems({name: text for name, text in pages.items() if is_whole(text)}) == []
