"""What is read back: one course lesson by lesson, and all of a learner's courses."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from courses.catalogue.queries.home import next_lessons
from courses.progress.queries import course_lines, my_courses
from courses.progress.rules.completion import State
from models.accounts import User
from tests.support.factories.catalogue import (
    NOW,
    TODAY,
    TOMORROW,
    YESTERDAY,
    complete,
    join,
    make_course,
    make_lesson,
    make_module,
    make_progress,
    make_user,
)
from tests.support.factories.items import make_quiz


@pytest.fixture
def user(session: Session) -> User:
    return make_user()


def test_every_lesson_stands_there_once_with_its_state(session: Session, user: User) -> None:
    course = make_course()
    module = make_module(course)
    done, begun = make_lesson(course, module), make_lesson(course, module)
    closed = make_lesson(course, module, requires=[begun])
    later = make_lesson(course, module, opens_on=date(2150, 1, 1))
    free = make_lesson(course, module, requires=[done])
    complete(user, done)
    make_progress(user, begun, position_key="a-75")

    lines = course_lines(session, course.id, user.id, today=TODAY)

    states = {line.lesson_id: line.state for line in lines.lessons}
    assert states == {
        done.id: State.DONE,
        begun.id: State.STARTED,
        closed.id: State.LOCKED,
        later.id: State.LOCKED,
        free.id: State.OPEN,
    }
    assert lines.next_lesson
    assert lines.next_lesson.lesson_id == begun.id


@pytest.mark.parametrize("seed", range(12))
def test_every_page_sends_a_learner_to_the_same_lesson(session: Session, user: User, seed: int) -> None:
    """The lists of courses ask the database where to go on; the page of one course works it out from all its lessons."""
    chance = random.Random(seed)
    course = make_course()
    modules, lessons = [make_module(course), make_module(course)], []
    for _number in range(7):
        day = chance.choice([None, None, None, TODAY, TOMORROW.date()])
        requires = chance.sample(lessons, k=min(len(lessons), chance.choice([0, 0, 0, 1, 2])))
        retired_at = chance.choice([None, None, None, YESTERDAY])
        values = {"opens_on": day, "requires": requires, "retired_at": retired_at}
        lessons.append(make_lesson(course, modules[len(lessons) > 3], **values))
    for lesson in chance.sample(lessons, k=chance.randrange(7)):
        make = chance.choice([complete, make_progress])
        make(user, lesson).position_at = YESTERDAY - timedelta(hours=chance.randrange(50))
    session.flush()

    lines = course_lines(session, course.id, user.id, today=TODAY)
    asked = next_lessons(session, user.id, [course.id], today=TODAY).get(course.id)

    expected = lines.next_lesson
    assert (asked and asked.key) == (expected and expected.key)
    if asked:
        assert asked.is_begun == lines.is_begun


def test_sums_count_what_is_left(session: Session, user: User) -> None:
    course = make_course()
    first, second = make_module(course, title="Beginnings"), make_module(course, title="Later")
    complete(user, make_lesson(course, first, minutes=10))
    make_lesson(course, first, minutes=20)
    make_lesson(course, second, minutes=30)

    lines = course_lines(session, course.id, user.id, today=TODAY)

    assert (lines.done, lines.total, lines.minutes_left) == (1, 3, 50)
    assert [(module.title, module.done, module.total) for module in lines.modules] == [
        ("Beginnings", 1, 2),
        ("Later", 0, 1),
    ]


def test_a_lesson_brings_what_its_quiz_asks_for(session: Session, user: User) -> None:
    lesson = make_lesson(needs_read=False, needs_quiz=True)
    make_quiz(lesson, pass_fraction=0.3, retired_at=YESTERDAY)
    quiz = make_quiz(lesson, pass_fraction=0.75)

    line = course_lines(session, lesson.course_id, user.id, today=TODAY).lessons[0]

    assert line.quiz_id == quiz.id
    assert [sentence.values for sentence in line.missing] == [{"needed": 75}]


def test_retired_lessons_and_what_others_did_are_not_there(session: Session, user: User) -> None:
    course = make_course()
    lesson, retired = make_lesson(course), make_lesson(course, retired_at=YESTERDAY)
    complete(make_user(), lesson)
    complete(user, retired)

    lines = course_lines(session, course.id, user.id, today=TODAY)

    assert [(line.lesson_id, line.state) for line in lines.lessons] == [(lesson.id, State.OPEN)]
    assert not lines.is_begun


def test_my_courses_stand_there_with_the_one_last_read_first(session: Session, user: User) -> None:
    old, new, other = make_course(title="Old"), make_course(title="New"), make_course(title="Not mine")
    lessons = [make_lesson(old, minutes=7), make_lesson(old, minutes=8)]
    make_lesson(other)
    for course in (old, new):
        join(user, course)
    complete(user, lessons[0]).position_at = NOW + timedelta(days=1)
    session.flush()

    found = my_courses(session, user.id, today=TODAY)

    assert [(each.title, each.done, each.total, each.minutes_left) for each in found] == [
        ("Old", 1, 2, 8),
        ("New", 0, 0, 0),
    ]
    assert found[0].next
    assert found[0].next.key == lessons[1].key
    assert found[1].next is None


def test_a_retired_course_is_not_among_mine(session: Session, user: User) -> None:
    join(user, make_course(retired_at=YESTERDAY))

    assert my_courses(session, user.id, today=TODAY) == []
