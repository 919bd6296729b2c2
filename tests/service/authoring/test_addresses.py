"""Every link that the compiler writes leads to a page, and to something on it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from courses.authoring.service import publish
from tests.support.client import Client
from tests.support.factories.catalogue import NOW
from tests.support.small_course import FIRST_PATH, SECOND_PATH, course_files, replaced


def links(html: str) -> Iterator[tuple[str, str]]:
    """The links inside a course, each with its anchor."""
    for href in re.findall(r'href="(/courses/river-towns/[^"]*)"', html):
        path, _, anchor = href.partition("#")
        yield path, anchor


def test_every_link_of_a_lesson_leads_to_something(session: Session, client: Client) -> None:
    every = (
        "See [A 10], [[council]], [the quarrel](lesson:the-quarrel#a-10).\n\n/// entries | A 12-17\n///\n\nA paragraph"
    )
    files = replaced(SECOND_PATH, "requires: [the-bridge]\n", "", replaced(FIRST_PATH, "A paragraph", every))
    publish(session, files, author_id=None, now=NOW)

    page = client.get("/courses/river-towns/lessons/the-bridge").text

    found = set(links(page))
    assert {path.rsplit("/", 1)[-1] for path, anchor in found if anchor} >= {
        "A",
        "glossary",
        "the-quarrel",
        "topics",
        "bibliography",
    }
    for path, anchor in found:
        reply = client.get(path)
        assert reply.status_code == 200, path
        assert not anchor or f'id="{anchor}"' in reply.text, (path, anchor)


def test_the_anchors_of_a_lesson_meet_no_other_id_of_its_page(session: Session, client: Client) -> None:
    publish(session, course_files(), author_id=None, now=NOW)

    page = client.get("/courses/river-towns/lessons/the-bridge").text

    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) > 10
    assert sorted(ids) == sorted(set(ids))
