"""What frames every page: the ways in lead back, and the part of the site one is in is marked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models.catalogue import Course
from tests.support.apps import close, make_app, migrate, new_client
from tests.support.client import Client
from tests.support.factories.catalogue import make_course, make_lesson, make_user
from tests.support.seen import links, plain

LINK = re.compile(r'<a [^>]*href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


@pytest.fixture
def course(client: Client) -> Course:
    course = make_course(slug="river", title="River Towns")
    make_lesson(course, key="first")
    return course


def header(page: TestResponse) -> dict[str, tuple[str, str]]:
    """Where the links of the page's head lead and their other attributes, by their words."""
    head = page.get_data(as_text=True).partition("<main")[0]
    return {plain(words): (html.unescape(address), others) for address, others, words in LINK.findall(head)}


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("/courses/river/lessons/first", "/courses/river/lessons/first"),
        ("/search?q=two+bridges", "/search?q%3Dtwo%2Bbridges"),
        ("/sign-in?next=/courses/river/", "/courses/river/"),
        ("/nowhere", "/nowhere"),
    ],
)
def test_signing_in_or_up_leads_back_to_the_page(client: Client, course: Course, address: str, back: str) -> None:
    found = header(client.get(address))

    assert found["Sign in"][0] == f"/sign-in?next={back}"
    assert found["Sign up"][0] == f"/sign-up?next={back}"


def test_from_a_refused_act_one_is_not_led_back_to_the_act(client: Client, course: Course) -> None:
    page = client.post("/courses/river/lessons/first/position")

    assert page.status_code == 403
    assert header(page)["Sign in"][0] == "/sign-in"


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/", "Courses"),
        ("/courses/river/lessons/first", "Courses"),
        ("/courses/river/progress", "My progress"),
        ("/courses/river/groups", "Groups"),
        ("/search", None),
    ],
)
def test_the_part_of_the_site_one_is_in_is_marked(
    client: Client, course: Course, address: str, part: str | None
) -> None:
    found = header(client.get(address))

    assert [words for words, (_to, others) in found.items() if "aria-current" in others] == ([part] if part else [])


@pytest.mark.parametrize("part", ["topics", "bibliography", "glossary", "groups", "progress"])
@pytest.mark.parametrize("is_member", [False, True])
def test_each_part_of_a_course_leads_to_the_others(client: Client, course: Course, part: str, is_member: bool) -> None:
    if is_member:
        client.login(make_user())

    found = links(client.get(f"/courses/river/{part}"))

    assert found["Lessons"] == "/courses/river/"
    assert {"Topics", "Bibliography", "Glossary", "Groups", "My progress"} <= found.keys()


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Flask]:
    """An application where nobody signs up, with a course."""
    app = make_app(tmp_path, SIGN_UP="closed")
    migrate(app)
    with app.app_context():
        make_lesson(make_course(slug="river"))
        yield app
    close(app)


def test_where_nobody_signs_up_no_page_offers_it(closed: Flask) -> None:
    browser = new_client(closed)
    addresses = ("/progress", "/courses/river/progress", "/groups", "/courses/river/join", "/sign-in")

    pages = [browser.get(address).get_data(as_text=True) for address in addresses]

    assert ["/sign-up" in page for page in pages] == [False] * len(addresses)
    assert ["/sign-in" in page for page in pages] == [True] * len(addresses)


@pytest.mark.parametrize("address", ["/nowhere", "/courses/nowhere/"])
def test_what_is_not_there_is_called_the_same_everywhere(client: Client, address: str) -> None:
    page = client.get(address)

    assert page.status_code == 404
    assert "<h1>Not found</h1>" in page.get_data(as_text=True)


def test_what_cannot_be_asked_for_is_said_in_plain_words(client: Client) -> None:
    page = client.post("/")

    assert page.status_code == 405
    assert "<h1>That cannot be done here</h1>" in page.get_data(as_text=True)
