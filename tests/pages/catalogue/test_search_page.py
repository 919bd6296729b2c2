"""The page of a search: what was found, what was probably meant, and no query that does harm."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from courses.catalogue.search import MOST_RESULTS, RESULTS_A_PAGE, index_course
from courses.shared.db import db
from models.catalogue import Course
from models.enums import EntryKind
from tests.support.client import Client
from tests.support.factories.catalogue import (
    make_course,
    make_entry,
    make_lesson,
    make_passage,
    make_source,
    make_term,
)
from tests.support.seen import links, main_part, seen
from tests.support.statements import recorded


@pytest.fixture
def course(client: Client) -> Course:
    course = make_course(slug="river", title="River Towns")
    lesson = make_lesson(course, key="bridge", title="The first bridge")
    source = make_source(course)
    make_passage(lesson, source, line_from=1, text="Brezhnev spoke of solidarity <b>between</b> parties.")
    make_entry(source, line_from=64, title="On solidarity", authors="Ohm")
    make_entry(source, line_from=104, kind=EntryKind.TOPIC, title="Solidarity of towns")
    make_term(course, key="solidarity", title="Solidarity", text="Standing together.")
    index_course(db.session, course)
    return course


def ask(client: Client, query: str, **options: object) -> TestResponse:
    return client.get("/search", query_string={"q": query, **options})


def test_results_lead_to_where_they_stand(client: Client, course: Course) -> None:
    page = ask(client, "solidarity")

    found = links(page)
    assert "4 results" in seen(page)
    assert found["Solidarity"] == "/courses/river/glossary#solidarity"
    assert found["Solidarity of towns"] == "/courses/river/topics#a-104"
    assert found["On solidarity"] == "/courses/river/bibliography#a-64"
    assert found["The first bridge"] == "/courses/river/lessons/bridge#a-1"


def test_each_result_says_what_it_is_and_of_which_course(client: Client, course: Course) -> None:
    words = seen(ask(client, "solidarity"))

    for kind in ("Term", "Topic", "Work", "Passage"):
        assert f"{kind} · River Towns" in words


def test_lessons_and_courses_are_found(client: Client, course: Course) -> None:
    assert links(ask(client, "first"))["The first bridge"] == "/courses/river/lessons/bridge"
    assert links(ask(client, "river"))["River Towns"] == "/courses/river/"


def test_the_words_asked_for_are_marked_and_markup_is_shown_as_it_is(client: Client, course: Course) -> None:
    markup = main_part(ask(client, "parties solidarity"))

    assert "<mark>solidarity</mark> &lt;b&gt;between&lt;/b&gt; <mark>parties</mark>" in markup


def test_a_misspelt_name_is_understood(client: Client, course: Course) -> None:
    page = ask(client, "Breznev")

    assert "No text has “Breznev”. These are the results for Brezhnev ." in seen(page)
    assert links(page)["Brezhnev"] == "/search?q=Brezhnev"
    assert links(page)["The first bridge"] == "/courses/river/lessons/bridge#a-1"


def test_words_that_never_stand_together_are_told_so(client: Client, course: Course) -> None:
    assert "No text has all of these words. These have some of them." in seen(ask(client, "Ohm Brezhnev"))


def test_misspelt_words_that_never_stand_together_are_told_both(client: Client, course: Course) -> None:
    page = ask(client, "<i>Ohm</i> Breznev")

    assert (
        "No text has “<i>Ohm</i> Breznev”, and none has all of <i>Ohm</i> Brezhnev . These have some of its words."
        in seen(page)
    )
    assert links(page)["The first bridge"] == "/courses/river/lessons/bridge#a-1"


def test_nothing_found_says_what_to_try(client: Client, course: Course) -> None:
    page = ask(client, "photosynthesis", course="river")

    assert "Try fewer or other words." in seen(page)
    assert links(page)["Search in all courses"] == "/search?q=photosynthesis"


def test_an_empty_search_says_what_can_be_found(client: Client) -> None:
    assert "Lessons, passages, terms, works and topics are searched." in seen(client.get("/search"))


def test_a_search_in_a_course_stays_there(client: Client, course: Course) -> None:
    other = make_course(title="Solidarity elsewhere", slug="elsewhere")
    index_course(db.session, other)

    page = ask(client, "solidarity", course="river")

    assert "Search in River Towns" in seen(page)
    assert "Solidarity elsewhere" not in seen(page)
    assert "Solidarity elsewhere" in seen(ask(client, "solidarity"))


def test_a_search_in_a_course_that_is_not_there_is_not_found(client: Client) -> None:
    assert ask(client, "x", course="nowhere").status_code == 404


def test_many_results_stand_on_pages(client: Client, course: Course) -> None:
    lesson = make_lesson(course)
    for _number in range(MOST_RESULTS + 5):
        make_passage(lesson, text="A flood.")
    index_course(db.session, course)

    first, last = ask(client, "flood"), ask(client, "flood", page=99)

    pages = MOST_RESULTS // RESULTS_A_PAGE
    assert f"The {MOST_RESULTS} best results" in seen(first)
    assert f"Page 1 of {pages}" in seen(first)
    assert main_part(first).count("<mark>flood</mark>") == RESULTS_A_PAGE
    assert links(first)["Next"] == "/search?q=flood&page=2"
    assert f"Page {pages} of {pages}" in seen(last)


@pytest.mark.parametrize(
    "query",
    ["'", '"', "<script>", "title_words:x OR 1", "((", "* ^", "\\", "%", "\ud83d\ude00", "-" * 200, "x" * 5000],
)
def test_no_query_is_an_error(client: Client, course: Course, query: str) -> None:
    reply = ask(client, query.encode("utf-16", "surrogatepass").decode("utf-16"))

    assert reply.status_code == 200
    assert "<script>" not in main_part(reply)


@pytest.mark.parametrize("query", ["solidarity", "Breznev", "Ohm Breznev", "photosynthesis of Breznev"])
def test_a_search_asks_no_more_in_a_larger_course(client: Client, app: Flask, course: Course, query: str) -> None:
    db.session.flush()
    with recorded(app) as few:
        ask(client, query, course="river")
    for number in range(30):
        make_passage(make_lesson(course), text=f"Solidarity number {number}, said Ohm.")
    index_course(db.session, course)
    db.session.flush()
    with recorded(app) as many:
        ask(client, query, course="river")

    assert len(few) == len(many) <= 5  # and one more to know who asks
