"""The page of a lesson: the text and what stands around it, what is done, what is missing, and why it may be closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from courses.progress import service as progress
from courses.shared.db import db
from models.catalogue import Course, Lesson
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    YESTERDAY,
    complete,
    make_administrator,
    make_course,
    make_guest,
    make_instructor,
    make_learner,
    make_lesson,
    make_module,
    make_passage,
    make_progress,
    make_user,
)
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.progress import finish_quiz
from tests.support.seen import links, main_part, part, seen
from tests.support.statements import recorded

ADDRESS = "/courses/river/lessons/first"
TEXT = '<p class="passage" id="a-1">The town stands at the river.</p><p class="passage" id="a-3">Its bridge came later.</p>'
ASIDE: dict[str, Any] = {
    "objectives": ["say who <em>built</em> the bridge"],
    "questions": ["Who gained from the toll?"],
    "headings": [
        {"anchor": "the-bridge", "title": "The bridge", "level": 2},
        {"anchor": "tolls", "title": "Tolls", "level": 3},
    ],
    "terms": [{"key": "toll", "title": "Toll"}],
    "topics": ["A:130"],
    "previous": None,
    "next": {"key": "second", "title": "The second bridge"},
}
NOVEMBER = "November 19, 2026"


@pytest.fixture
def course(client: Client) -> Course:
    return make_course(slug="river", title="River Towns", topics=[["A:110", "Trade"], ["A:130", "Bridges & tolls"]])


@pytest.fixture
def lesson(course: Course) -> Lesson:
    return make_first(course)


def make_first(course: Course, **values: Any) -> Lesson:
    """The first lesson of the course, with everything around it."""
    usual = {"key": "first", "title": "The first bridge", "position": 0, "minutes": 7, "html": TEXT, "aside": ASIDE}
    lesson = make_lesson(course, make_module(course, title="Beginnings"), **{**usual, **values})
    for position, key in enumerate(("a-1", "a-3")):
        make_passage(lesson, key=key, position=position)
    return lesson


def test_a_visitor_reads_the_text_with_everything_around_it(client: Client, lesson: Lesson) -> None:
    page = client.get(ADDRESS)

    words = seen(page)
    for expected in (
        "Beginnings",
        "The first bridge",
        "Lesson 1 of 1",
        "7 min",
        "say who built the bridge",
        "The town stands at the river.",
        "Who gained from the toll?",
    ):
        assert expected in words
    assert "<title>The first bridge · " in page.get_data(as_text=True)


def test_the_page_leads_to_what_belongs_to_it(client: Client, lesson: Lesson) -> None:
    found = links(client.get(ADDRESS))

    assert found["River Towns"] == "/courses/river/"
    assert found["Toll"] == "/courses/river/glossary#toll"
    assert found["The bridge"] == "#the-bridge"
    assert found["Trade"] == "/courses/river/topics#a-110"
    assert found["Next The second bridge"] == "/courses/river/lessons/second"


def test_the_topics_of_the_lesson_are_marked_in_the_menu_of_the_source(client: Client, lesson: Lesson) -> None:
    page = main_part(client.get(ADDRESS))

    assert '<a href="/courses/river/topics#a-130" aria-current="true">Bridges &amp; tolls</a>' in page
    assert '<a href="/courses/river/topics#a-110">Trade</a>' in page


def test_nobody_walks_through_the_menu_of_the_source_to_reach_the_text(client: Client, lesson: Lesson) -> None:
    page = main_part(client.get(ADDRESS))

    assert (
        page.index("In this lesson")
        < page.index("<h1>")
        < page.index("</article>")
        < page.index("Topics of the source")
    )
    assert page.index("<h1>") < page.index("<h2")


def test_a_lesson_without_anything_around_it_is_a_page_too(client: Client, course: Course) -> None:
    make_lesson(course, key="first", title="Bare", aside={})

    assert "The town stands at the river." in seen(client.get(ADDRESS))


@pytest.mark.parametrize(
    "address", ["/courses/river/lessons/nowhere", "/courses/nowhere/lessons/first", "/courses/river/lessons/retired"]
)
def test_what_is_not_there_is_not_found(client: Client, course: Course, lesson: Lesson, address: str) -> None:
    make_lesson(course, key="retired", retired_at=YESTERDAY)

    page = client.get(address)

    assert page.status_code == 404
    assert "the course page shows those there are" in seen(page)


def test_a_retired_course_takes_its_lessons_along(client: Client, course: Course, lesson: Lesson) -> None:
    course.retired_at = YESTERDAY

    assert client.get(ADDRESS).status_code == 404


def test_a_new_state_of_the_course_shows_at_once(client: Client, course: Course, lesson: Lesson) -> None:
    client.get(ADDRESS)

    lesson.html = '<p class="passage" id="a-1">The river took the town.</p>'
    course.digest = "f" * 64

    assert "The river took the town." in seen(client.get(ADDRESS))


# What is done and what is missing.


def test_what_is_missing_is_named_each_with_the_way_to_do_it(client: Client, course: Course) -> None:
    lesson = make_first(course, needs_read=True, needs_quiz=True, needs_mark=True)
    quiz = make_quiz(lesson, title="Check your reading", pass_fraction=0.75)
    make_item(quiz)

    page = client.get(ADDRESS)

    block = part(page, "completion-title")
    assert "To complete this lesson" in block
    assert "Read the text to its end. I have read this to the end" in block
    assert "Pass the quiz: it takes 75% of the marks." in block
    assert "Mark the lesson as done when you think it is. Mark as done" in block
    assert [f'action="{ADDRESS}/{act}"' in main_part(page) for act in ("read", "mark")] == [True, True]
    assert links(page)["To the quiz"] == f"/quizzes/{quiz.id}"
    assert "Check your reading 1 question about this lesson. 75% of the marks pass it." in seen(page)


def test_what_is_done_says_when(client: Client, course: Course) -> None:
    lesson = make_first(course, needs_read=True, needs_quiz=True, needs_mark=True)
    user = make_learner(course)
    progress.record_read(db.session, user.id, lesson.id, YESTERDAY)
    finish_quiz(user, make_quiz(lesson), 0.857, now=YESTERDAY)
    progress.record_mark(db.session, user.id, lesson.id, YESTERDAY)

    block = part(client.login(user).get(ADDRESS), "completion-title")

    assert "You have done everything this lesson asks for." in block
    assert f"Read to the end on {NOVEMBER}." in block
    assert f"Quiz passed on {NOVEMBER}; best result 85%." in block
    assert f"Marked as done on {NOVEMBER}. Not done after all" in block


def test_a_quiz_not_passed_says_how_far_one_was(client: Client, course: Course) -> None:
    lesson = make_first(course, needs_quiz=True)
    user = make_learner(course)
    finish_quiz(user, make_quiz(lesson), 0.5)

    page = seen(client.login(user).get(ADDRESS))

    assert "Pass the quiz: it takes 60% of the marks, your best so far is 50%." in page
    assert "Try the quiz again" in page


def test_a_quiz_the_lesson_does_not_ask_for_is_offered_and_not_demanded(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson, title="For the curious")

    page = client.get(ADDRESS)

    assert links(page)["Take the quiz"] == f"/quizzes/{quiz.id}"
    assert "quiz" not in part(page, "completion-title")


def test_nobody_sees_what_others_have_done(client: Client, course: Course, lesson: Lesson) -> None:
    complete(make_learner(course), lesson)

    assert "To complete this lesson" in seen(client.login(make_user()).get(ADDRESS))


def test_the_block_of_completion_comes_alone_for_the_script(client: Client, lesson: Lesson) -> None:
    reply = client.get(f"{ADDRESS}/completion")

    assert reply.get_data(as_text=True).lstrip().startswith('<section class="completion" id="completion"')
    assert "I have read this to the end" in reply.get_data(as_text=True)


# The place in the text.


def test_the_page_opens_where_one_was(client: Client, course: Course, lesson: Lesson) -> None:
    user = make_learner(course)
    make_progress(user, lesson, position_key="a-3", read_at=YESTERDAY)

    page = client.login(user).get(ADDRESS)

    assert links(page)["Go on where you were"] == "#a-3"
    assert 'data-passage="a-3" data-end' in main_part(page)
    assert f'data-url="{ADDRESS}/position" data-fragment="{ADDRESS}/completion"' in main_part(page)


def test_a_visitors_place_is_the_browsers_business(client: Client, lesson: Lesson) -> None:
    page = main_part(client.get(ADDRESS))

    assert 'data-lesson="river/first"' in page
    assert "data-url" not in page
    assert "Go on where you were" not in page


def test_where_the_passage_was_taken_out_the_one_before_it_opens(
    client: Client, course: Course, lesson: Lesson
) -> None:
    user = make_learner(course)
    make_passage(lesson, key="old", position=1, retired_at=YESTERDAY)
    make_progress(user, lesson, position_key="old")

    assert links(client.login(user).get(ADDRESS))["Go on where you were"] == "#a-3"


def test_a_place_that_never_was_opens_the_beginning(client: Client, course: Course, lesson: Lesson) -> None:
    user = make_learner(course)
    make_progress(user, lesson, position_key="never-there")

    page = client.login(user).get(ADDRESS)

    assert page.status_code == 200
    assert "Go on where you were" not in seen(page)


# Locks.


@pytest.fixture
def locked(course: Course) -> Lesson:
    """A lesson that asks for another one."""
    before = make_lesson(course, key="before", title="Before the bridge")
    return make_first(course, requires=[before])


def test_a_locked_lesson_says_why_and_leads_to_what_opens_it(client: Client, locked: Lesson) -> None:
    page = client.get(ADDRESS)

    assert "This lesson is still locked First complete “Before the bridge”." in seen(page)
    assert links(page)["Before the bridge"] == "/courses/river/lessons/before"
    assert "You need no account for that" in seen(page)
    assert "say who built the bridge" in seen(page)
    assert "The town stands at the river." not in seen(page)


def test_a_lesson_opens_when_what_it_asks_for_is_complete(client: Client, course: Course, locked: Lesson) -> None:
    user = make_learner(course)
    before = db.session.query(Lesson).filter_by(key="before").one()
    client.login(user)

    closed = seen(client.get(ADDRESS))
    progress.record_read(db.session, user.id, before.id, NOW)
    open_now = seen(client.get(ADDRESS))

    assert "still locked" in closed
    assert "The town stands at the river." in open_now


def test_what_is_complete_stays_open(client: Client, course: Course, locked: Lesson) -> None:
    user = make_learner(course)
    complete(user, locked)

    assert "The town stands at the river." in seen(client.login(user).get(ADDRESS))


def test_a_retired_lesson_locks_nothing(client: Client, course: Course, locked: Lesson) -> None:
    db.session.query(Lesson).filter_by(key="before").one().retired_at = YESTERDAY

    assert "The town stands at the river." in seen(client.get(ADDRESS))


def test_a_lesson_with_a_day_is_closed_before_it(client: Client, course: Course) -> None:
    make_first(course, opens_on=date(2150, 1, 31))

    page = seen(client.get(ADDRESS))

    assert "It opens on January 31, 2150." in page
    assert "The town stands at the river." not in page


def test_a_lesson_with_a_day_is_open_after_it(client: Client, course: Course) -> None:
    make_first(course, opens_on=YESTERDAY.date() - timedelta(days=1))

    assert "The town stands at the river." in seen(client.get(ADDRESS))


def test_instructors_and_administrators_see_what_is_not_open_yet(app: Flask, client: Client, course: Course) -> None:
    make_first(course, opens_on=date(2150, 1, 31))

    for person in (make_instructor(course), make_administrator()):
        page = seen(client.login(person).get(ADDRESS))
        assert "The town stands at the river." in page
        assert "Locked for learners It opens on January 31, 2150." in page
    other = seen(client.login(make_instructor(make_course())).get(ADDRESS))
    assert "The town stands at the river." not in other


def test_the_block_of_completion_of_a_locked_lesson_is_refused(client: Client, locked: Lesson) -> None:
    assert client.get(f"{ADDRESS}/completion").status_code == 403


@pytest.mark.parametrize("role", ["visitor", "guest", "learner"])
def test_the_page_asks_three_statements_at_most(app: Flask, client: Client, course: Course, role: str) -> None:
    lesson = make_first(course, requires=[make_lesson(course, key="before")])
    make_quiz(lesson)
    if role != "visitor":
        user = make_guest() if role == "guest" else make_learner(course)
        make_progress(user, lesson, position_key="a-3")
        client.login(user)
    db.session.flush()

    with recorded(app) as statements:
        client.get(ADDRESS)

    assert len(statements) == (2 if role == "visitor" else 3), statements
