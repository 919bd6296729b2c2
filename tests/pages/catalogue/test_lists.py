"""The topic index and the bibliography: every entry with its place, its lessons and what was proposed for it."""

from __future__ import annotations

import pytest
from flask import Flask

from courses.shared.db import db
from models.catalogue import Course, SourceDocument
from models.enums import EntryKind, ProposalState
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    make_course,
    make_entry,
    make_lesson,
    make_passage,
    make_proposal,
    make_source,
)
from tests.support.seen import links, part, seen
from tests.support.statements import recorded

TOPICS, BIBLIOGRAPHY = "/courses/river/topics", "/courses/river/bibliography"


@pytest.fixture
def source(client: Client) -> SourceDocument:
    """A document with two topics under a heading, two works and a further source over two lines."""
    course = make_course(slug="river", title="River Towns")
    source = make_source(course, title="Chronicle of the town")
    heading = "Peace in the towns"
    lesson = make_lesson(course, key="bridge", title="The first bridge")
    make_passage(lesson, source, line_from=1)
    make_entry(source, kind=EntryKind.TOPIC, line_from=104, title="Tolls", heading=heading, lessons=[lesson])
    make_entry(source, kind=EntryKind.TOPIC, line_from=106, title="Floods", heading=heading)
    make_entry(source, line_from=6, title="On Bridges", authors="Lindt and Ohm", lessons=[lesson])
    make_entry(source, line_from=8, title="On Rivers")
    make_entry(source, kind=EntryKind.SOURCE, line_from=151, line_to=152, title="Letters home")
    return source


def course_of(source: SourceDocument) -> Course:
    return db.session.get_one(Course, source.course_id)


def test_topics_stand_under_their_heading_with_their_places(client: Client, source: SourceDocument) -> None:
    page = client.get(TOPICS)

    assert "Peace in the towns" in seen(page)
    assert "2 topics" in seen(page)
    assert "A 104" in part(page, "a-104")
    assert links(page)["In document A 104"] == "/courses/river/sources/A#l104"
    assert links(page)["Tolls"] == "/courses/river/entries/a-104"


def test_a_topic_names_the_lessons_that_treat_it(client: Client, source: SourceDocument) -> None:
    page = client.get(TOPICS)

    assert "Treated in the lesson The first bridge" in part(page, "a-104")
    assert "No text" not in part(page, "a-104")
    assert links(page)["The first bridge"] == "/courses/river/lessons/bridge"


def test_a_topic_without_text_says_so_and_what_to_do(client: Client, source: SourceDocument) -> None:
    page = client.get(TOPICS)

    assert "No text in the sources yet." in part(page, "a-106")
    assert links(page)["Propose a reading for “Floods”"] == "/courses/river/entries/a-106#propose"


def test_a_lesson_that_quotes_nothing_gives_a_topic_no_text(client: Client, source: SourceDocument) -> None:
    lesson = make_lesson(course_of(source), title="Looking for texts")
    make_entry(source, kind=EntryKind.TOPIC, line_from=108, title="Ferries", lessons=[lesson])

    words = part(client.get(TOPICS), "a-108")

    assert "Treated in the lesson Looking for texts" in words
    assert "No text in the sources yet." in words


def test_an_accepted_reading_stands_under_its_topic(client: Client, source: SourceDocument) -> None:
    entry = make_entry(source, kind=EntryKind.TOPIC, line_from=108, title="Ferries")
    make_proposal(entry, title="The Ferryman", author="Ohm", year="1871", state=ProposalState.ACCEPTED, decided_at=NOW)

    words = part(client.get(TOPICS), "a-108")

    assert "Ohm: The Ferryman , 1871." in words
    assert "No text" not in words


def test_the_bibliography_lists_documents_works_and_further_sources(client: Client, source: SourceDocument) -> None:
    page = client.get(BIBLIOGRAPHY)

    assert links(page)["Chronicle of the town"] == "/courses/river/sources/A"
    assert "2 entries" in seen(page)
    assert "1 entry" in seen(page)
    assert part(page, "a-6").startswith(
        "In document A 6 Lindt and Ohm On Bridges Treated in the lesson The first bridge"
    )
    assert "A 151–152" in part(page, "a-151")
    assert "Tolls" not in seen(page)


@pytest.mark.parametrize(
    ("state", "is_shown"),
    [(ProposalState.ACCEPTED, True), (ProposalState.OPEN, False), (ProposalState.DECLINED, False)],
)
def test_only_accepted_readings_stand_in_the_bibliography(
    client: Client, source: SourceDocument, state: ProposalState, is_shown: bool
) -> None:
    entry = make_entry(source, line_from=10)
    make_proposal(entry, title="The Old Bridge", state=state)

    page = client.get(BIBLIOGRAPHY)

    assert ("The Old Bridge" in part(page, "a-10")) is is_shown


@pytest.mark.parametrize(
    ("found_at", "is_link"), [("https://example.org/x", True), ("javascript:alert(1)", False), ("Shelf 4", False)]
)
def test_only_real_addresses_become_links(client: Client, source: SourceDocument, found_at: str, is_link: bool) -> None:
    make_proposal(make_entry(source), found_at=found_at, state=ProposalState.ACCEPTED)

    page = client.get(BIBLIOGRAPHY)

    assert found_at in seen(page)
    assert (found_at in links(page).values()) is is_link


def test_retired_entries_and_lessons_are_gone(client: Client, source: SourceDocument) -> None:
    lesson = make_lesson(course_of(source), title="Taken out", retired_at=NOW)
    make_entry(source, line_from=10, title="Stays", lessons=[lesson])
    make_entry(source, line_from=12, title="Gone", retired_at=NOW)

    page = client.get(BIBLIOGRAPHY)

    assert "Gone" not in seen(page)
    assert "Taken out" not in part(page, "a-10")


@pytest.mark.parametrize(
    ("address", "words"), [(TOPICS, "The sources of this course list none."), (BIBLIOGRAPHY, "list no works")]
)
def test_a_course_without_lists_says_so(client: Client, address: str, words: str) -> None:
    make_course(slug="river")

    assert words in seen(client.get(address))


@pytest.mark.parametrize("address", [TOPICS, BIBLIOGRAPHY])
def test_lists_of_a_course_that_is_not_there_are_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [TOPICS, BIBLIOGRAPHY])
def test_long_lists_ask_no_more_than_short_ones(
    client: Client, app: Flask, source: SourceDocument, address: str
) -> None:
    db.session.flush()
    with recorded(app) as few:
        client.get(address)
    for number in range(20):
        kind = (EntryKind.TOPIC, EntryKind.WORK)[number % 2]
        make_proposal(make_entry(source, kind=kind, line_from=200 + number), state=ProposalState.ACCEPTED)
    with recorded(app) as many:
        client.get(address)

    assert len(few) == len(many) <= 6
