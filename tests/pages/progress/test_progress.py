"""My progress: all courses, one course lesson by lesson, and everything as a sheet; one's own and nobody else's."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from courses.catalogue.rules.outline import LESSONS_A_PAGE, SHOWN_WHOLE
from courses.progress import service
from courses.shared.db import db
from models.catalogue import Course, Lesson
from tests.support.client import Client
from tests.support.factories.catalogue import (
    YESTERDAY,
    complete,
    make_course,
    make_guest,
    make_learner,
    make_lesson,
    make_module,
    make_progress,
    make_user,
)
from tests.support.factories.items import make_quiz
from tests.support.factories.progress import finish_quiz
from tests.support.seen import links, main_part, part, seen

ADDRESS = "/courses/river/progress"


@pytest.fixture
def course(client: Client) -> Course:
    return make_course(slug="river", title="River Towns")


@pytest.fixture
def lessons(course: Course) -> list[Lesson]:
    """Two modules: a lesson to read, one with a quiz, and one that waits for the first two."""
    beginnings, later = make_module(course, title="Beginnings"), make_module(course, title="Later")
    first = make_lesson(course, beginnings, key="first", title="The first bridge", minutes=7)
    second = make_lesson(course, beginnings, key="second", title="The toll", minutes=8, needs_quiz=True)
    third = make_lesson(course, later, key="third", title="The flood", minutes=80, requires=[first, second])
    return [first, second, third]


def row(page: Any, title: str) -> str:
    """The markup of a lesson's row."""
    return next(piece for piece in main_part(page).split('<li class="row')[1:] if f">{title}</a>" in piece)


# All courses.


def test_each_course_says_how_far_one_is_and_what_is_next(
    client: Client, course: Course, lessons: list[Lesson]
) -> None:
    user = make_learner(course)
    complete(user, lessons[0])

    page = client.login(user).get("/progress")

    assert "1 course you have begun." in seen(page)
    assert "River Towns Next: The toll 88 min of reading left 1 of 3 lessons" in seen(page)
    assert links(page)["River Towns"] == ADDRESS


def test_a_finished_course_says_so(client: Client, course: Course) -> None:
    user = make_learner(course)
    complete(user, make_lesson(course))

    assert "Every lesson is complete." in seen(client.login(user).get("/progress"))


def test_courses_of_others_are_not_mine(client: Client, course: Course) -> None:
    make_learner(course)

    page = seen(client.login(make_user()).get("/progress"))

    assert "River Towns" not in page
    assert "Nothing begun yet" in page


def test_a_visitor_is_told_how_progress_begins(client: Client) -> None:
    page = client.get("/progress")

    assert "Nothing begun yet" in seen(page)
    assert links(page)["Find a course"] == "/"
    assert "/sign-in" in links(page)["Sign in"]


def test_a_guest_sees_what_is_kept_and_how_to_keep_it_for_good(
    client: Client, course: Course, lessons: list[Lesson]
) -> None:
    guest = make_guest()
    service.record_read(db.session, guest.id, lessons[0].id, YESTERDAY)

    for address in ("/progress", ADDRESS):
        page = client.login(guest).get(address)
        assert "You read as a guest" in seen(page)
        assert "1 of 3 lessons" in seen(page)


# One course.


def test_the_numbers_stand_in_words_and_in_a_picture(client: Client, course: Course, lessons: list[Lesson]) -> None:
    user = make_learner(course)
    complete(user, lessons[0])

    page = client.login(user).get(ADDRESS)

    assert "33% 1 of 3 lessons complete 88 min of reading left" in seen(page)
    assert "Beginnings 1 of 2 lessons Later 0 of 1 lesson " in seen(page)
    assert 'stroke-dasharray="33.3 100"' in main_part(page)
    assert links(page)["Later"] == "#module-2"


def test_what_to_do_next_says_what_is_missing_there(client: Client, course: Course, lessons: list[Lesson]) -> None:
    user = make_learner(course)
    service.record_read(db.session, user.id, lessons[0].id, YESTERDAY)
    finish_quiz(user, make_quiz(lessons[1]), 0.5)

    page = client.login(user).get(ADDRESS)

    assert links(page)["Continue here The toll"] == "/courses/river/lessons/second"
    assert "Read the text to its end. Pass the quiz: it takes 60% of the marks, your best so far is 50%." in part(
        page, "next-title"
    )


def test_whoever_has_joined_and_done_nothing_begins_at_the_beginning(
    client: Client, course: Course, lessons: list[Lesson]
) -> None:
    page = client.login(make_learner(course)).get(ADDRESS)

    assert links(page)["Begin here The first bridge"] == "/courses/river/lessons/first"


def test_every_lesson_says_what_is_done_missing_or_in_the_way(
    client: Client, course: Course, lessons: list[Lesson]
) -> None:
    user = make_learner(course)
    make_quiz(lessons[1])
    service.record_read(db.session, user.id, lessons[0].id, YESTERDAY)
    make_progress(user, lessons[1])

    page = client.login(user).get(ADDRESS)

    assert "Completed on November 19, 2026." in row(page, "The first bridge")
    assert "Begun" in row(page, "The toll")
    assert "Read the text to its end. Pass the quiz: it takes 60% of the marks." in row(page, "The toll")
    assert "Locked" in row(page, "The flood")
    assert "First complete “The toll”." in row(page, "The flood")


def test_a_course_with_nothing_open_says_when_it_opens(client: Client, course: Course) -> None:
    make_lesson(course, title="The flood", opens_on=date(2150, 1, 31))

    page = client.login(make_learner(course)).get(ADDRESS)

    assert "Nothing is open at the moment." in seen(page)
    assert "It opens on January 31, 2150." in row(page, "The flood")


def test_a_finished_course_needs_no_next(client: Client, course: Course) -> None:
    user = make_learner(course)
    complete(user, make_lesson(course))

    assert "Every lesson is complete." in part(client.login(user).get(ADDRESS), "next-title")


def test_a_course_without_lessons_is_a_page_too(client: Client, course: Course) -> None:
    page = seen(client.login(make_learner(course)).get(ADDRESS))

    assert "No lessons yet" in page
    assert "0 of 0" not in page
    assert "Nothing is open" not in page


def test_a_long_course_lays_out_the_module_one_is_in_or_asks_for(client: Client, course: Course) -> None:
    user = make_learner(course)
    for key in ("one", "two"):
        module = make_module(course, key=key, title=f"Module {key}")
        for number in range(SHOWN_WHOLE // 2 + 1):
            make_lesson(course, module, title=f"{key} {number}")
    client.login(user)

    usual, asked = client.get(ADDRESS), client.get(f"{ADDRESS}?module=two")

    assert (">one 0</a>" in main_part(usual), ">two 0</a>" in main_part(usual)) == (True, False)
    assert (">one 0</a>" in main_part(asked), ">two 0</a>" in main_part(asked)) == (False, True)
    assert links(usual)["Module two"] == "?module=two#module-2"


def test_a_very_long_module_stands_on_pages(client: Client, course: Course) -> None:
    module = make_module(course, key="long")
    for number in range(LESSONS_A_PAGE + 1):
        make_lesson(course, module, title=f"Lesson number {number}")
    client.login(make_learner(course))

    first, second, beyond = (client.get(f"{ADDRESS}?page={page}") for page in (1, 2, 9))

    last = f">Lesson number {LESSONS_A_PAGE}</a>"
    assert [last in main_part(page) for page in (first, second, beyond)] == [False, True, True]
    assert links(first)["Next"] == f"{ADDRESS}?module=long&page=2#module-1"
    assert links(second)["Previous"] == f"{ADDRESS}?module=long&page=1#module-1"


def test_a_visitor_is_told_that_progress_is_kept_once_they_begin(client: Client, course: Course) -> None:
    page = client.get(ADDRESS)

    assert page.status_code == 200
    assert "Nothing is kept about you yet" in seen(page)
    assert links(page)["To the lessons"] == "/courses/river/"


@pytest.mark.parametrize("address", ["/courses/nowhere/progress", "/courses/nowhere/progress.csv"])
def test_an_unknown_course_is_not_found(client: Client, course: Course, address: str) -> None:
    assert client.login(make_user()).get(address).status_code == 404


def test_nobody_sees_what_others_have_done(client: Client, course: Course, lessons: list[Lesson]) -> None:
    complete(make_learner(course), lessons[0])

    assert "0 of 3 lessons complete" in seen(client.login(make_learner(course)).get(ADDRESS))


# The sheet.


def sheet(client: Client) -> list[dict[str, str]]:
    reply = client.get(f"{ADDRESS}.csv")
    assert reply.status_code == 200
    assert reply.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(reply.get_data().decode("utf-8-sig"))))


def test_the_sheet_holds_every_fact_of_every_lesson(client: Client, course: Course, lessons: list[Lesson]) -> None:
    user = make_learner(course)
    service.record_read(db.session, user.id, lessons[0].id, YESTERDAY)
    service.record_position(db.session, user.id, lessons[0].id, "a-75", YESTERDAY)
    finish_quiz(user, make_quiz(lessons[1]), 0.5, now=YESTERDAY)

    first, second, third = sheet(client.login(user))

    assert first == {
        "module": "Beginnings",
        "lesson": "The first bridge",
        "lesson id": "first",
        "minutes": "7",
        "state": "done",
        "read at": "2026-11-19T12:00:00+00:00",
        "quiz passed at": "",
        "best quiz result": "",
        "marked as done at": "",
        "completed at": "2026-11-19T12:00:00+00:00",
        "last there at": "2026-11-19T12:00:00+00:00",
        "last passage": "a-75",
        "missing": "",
    }
    assert (second["state"], second["best quiz result"]) == ("started", "0.5")
    assert second["missing"].startswith("Read the text to its end. Pass the quiz")
    assert third["state"] == "locked"


def test_titles_in_the_sheet_are_never_formulas(client: Client, course: Course) -> None:
    make_lesson(course, title='=HYPERLINK("evil")')

    assert sheet(client.login(make_learner(course)))[0]["lesson"] == '\'=HYPERLINK("evil")'


def test_the_sheet_is_offered_as_a_file(client: Client, course: Course) -> None:
    reply = client.login(make_learner(course)).get(f"{ADDRESS}.csv")

    assert reply.headers["Content-Disposition"] == 'attachment; filename="progress-river.csv"'


def test_a_visitor_has_no_sheet(client: Client, course: Course) -> None:
    reply = client.get(f"{ADDRESS}.csv")

    assert reply.status_code == 404
    assert "Nothing is recorded about you yet" in seen(reply)
