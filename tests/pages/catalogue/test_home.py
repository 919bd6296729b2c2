"""The list of courses: what there is, and where those who have begun go on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from courses.catalogue.queries.home import COURSES_A_PAGE
from courses.shared.db import db
from models.catalogue import Course, Lesson
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    YESTERDAY,
    complete,
    join,
    make_course,
    make_guest,
    make_learner,
    make_lesson,
    make_module,
    make_progress,
)
from tests.support.seen import links, seen
from tests.support.statements import recorded


@pytest.fixture
def lessons(client: Client) -> list[Lesson]:
    """A course of three lessons of five minutes."""
    course = make_course(slug="river", title="River Towns")
    module = make_module(course)
    return [make_lesson(course, module, key=key, title=key.title()) for key in ("first", "second", "third")]


def go_on(client: Client) -> str | None:
    """Where the home page says that the course goes on."""
    ways = ("Begin here: ", "Continue here: ")
    found = [address for words, address in links(client.get("/")).items() if words.startswith(ways)]
    return found[0] if found else None


def test_a_visitor_sees_what_this_is_and_every_course(client: Client, lessons: list[Lesson]) -> None:
    page = client.get("/")

    assert "every lesson rests on passages" in seen(page)
    assert "3 lessons" in seen(page)
    assert "15 min of reading" in seen(page)
    assert links(page)["River Towns"] == "/courses/river/"
    assert "complete" not in seen(page)


def test_without_courses_the_page_says_what_to_do(client: Client) -> None:
    assert "flask course import FOLDER" in seen(client.get("/"))


def test_a_course_without_lessons_is_not_called_unfinished(client: Client) -> None:
    course = make_course(title="Empty")

    page = seen(client.login(make_learner(course)).get("/"))

    assert "Empty" in page
    assert "0 of 0" not in page


def test_a_retired_course_is_not_listed(client: Client) -> None:
    make_course(title="Gone", retired_at=NOW)

    assert "Gone" not in seen(client.get("/"))


def test_a_learner_sees_their_progress_and_where_to_go_on(client: Client, lessons: list[Lesson]) -> None:
    learner = make_learner(course_of(lessons))
    complete(learner, lessons[0])

    page = client.login(learner).get("/")

    assert "1 of 3 lessons complete" in seen(page)
    assert links(page)["Continue here: Second"] == "/courses/river/lessons/second"


def test_whoever_has_joined_and_read_nothing_begins(client: Client, lessons: list[Lesson]) -> None:
    page = client.login(make_learner(course_of(lessons))).get("/")

    assert links(page)["Begin here: First"] == "/courses/river/lessons/first"


def test_a_guest_who_has_begun_sees_it_too(client: Client, lessons: list[Lesson]) -> None:
    guest = make_guest()
    join(guest, course_of(lessons))
    complete(guest, lessons[0])

    assert "1 of 3 lessons complete" in seen(client.login(guest).get("/"))


def test_the_lesson_last_read_comes_before_earlier_ones(client: Client, lessons: list[Lesson]) -> None:
    learner = make_learner(course_of(lessons))
    make_progress(learner, lessons[0], position_at=YESTERDAY)
    make_progress(learner, lessons[1], position_at=YESTERDAY + timedelta(hours=1))

    assert go_on(client.login(learner)) == "/courses/river/lessons/second"


def test_after_the_last_lesson_the_first_one_left_over_comes(client: Client, lessons: list[Lesson]) -> None:
    learner = make_learner(course_of(lessons))
    complete(learner, lessons[2])

    assert go_on(client.login(learner)) == "/courses/river/lessons/first"


def test_closed_lessons_are_passed_over(client: Client) -> None:
    course = make_course(slug="river")
    make_lesson(course, opens_on=(NOW + timedelta(days=36_500)).date())
    needed = make_lesson(course, key="needed", position=10_001)
    make_lesson(course, requires=[needed], position=10_000)

    assert go_on(client.login(make_learner(course))) == "/courses/river/lessons/needed"


def test_a_finished_course_says_so(client: Client, lessons: list[Lesson]) -> None:
    learner = make_learner(course_of(lessons))
    for lesson in lessons:
        complete(learner, lesson)

    page = client.login(learner).get("/")

    assert "Every lesson is complete." in seen(page)
    assert go_on(client) is None


def test_nobody_sees_the_progress_of_another(client: Client, app: Flask, lessons: list[Lesson]) -> None:
    complete(make_learner(course_of(lessons)), lessons[0])

    assert "0 of 3 lessons complete" in seen(client.login(make_learner(course_of(lessons))).get("/"))
    assert "lessons complete" not in seen(new_client(app).get("/"))


def test_many_courses_stand_on_several_pages(client: Client) -> None:
    for number in range(COURSES_A_PAGE + 1):
        make_course(title=f"Course {number:03}")

    first, second = (client.get("/", query_string={"page": page}) for page in (1, 2))

    assert "Page 1 of 2" in seen(first)
    assert f"Course {COURSES_A_PAGE:03}" in seen(second)
    assert "Course 000" not in seen(second)


@pytest.mark.parametrize("page", ["0", "-1", "x"])
def test_a_page_that_makes_no_sense_is_no_error(client: Client, page: str) -> None:
    assert client.get("/", query_string={"page": page}).status_code == 200


def test_statements_do_not_grow_with_courses_and_lessons(client: Client, app: Flask, lessons: list[Lesson]) -> None:
    learner = make_learner(course_of(lessons))
    client.login(learner)
    db.session.flush()
    with recorded(app) as few:
        client.get("/")
    for _number in range(5):
        other = make_course()
        make_lesson(other)
        join(learner, other)
    with recorded(app) as many:
        client.get("/")

    assert len(few) == len(many) <= 6


def course_of(lessons: list[Lesson]) -> Course:
    return db.session.get_one(Course, lessons[0].course_id)
