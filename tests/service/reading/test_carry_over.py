"""What a visitor's browser kept comes along, and nothing else does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from courses.access.viewer import Viewer
from courses.progress import service as progress
from courses.reading.rules.place import Carried, Position
from courses.reading.service import carry_over
from models.accounts import User
from models.catalogue import Course, Lesson
from tests.support.factories.catalogue import (
    NOW,
    TOMORROW,
    YESTERDAY,
    make_course,
    make_lesson,
    make_module,
    make_passage,
    make_user,
)
from tests.support.factories.progress import progress_of


@pytest.fixture
def user(session: Session) -> User:
    return make_user()


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(slug="river")


def read_lesson(course: Course, **values: object) -> Lesson:
    """A lesson with three passages."""
    lesson = make_lesson(course, make_module(course), **values)
    for position, key in enumerate(("a-1", "a-2", "a-3")):
        make_passage(lesson, key=key, position=position)
    return lesson


def kept(lesson: Lesson | str, passage: str | None = "a-2", *, end: bool = False, at: datetime = YESTERDAY) -> Carried:
    return Carried("river", lesson if isinstance(lesson, str) else lesson.key, Position(passage, end), at)


def carry(session: Session, user: User, *carried: Carried) -> int:
    return carry_over(session, Viewer(id=user.id, name=user.name, email=user.email), carried, NOW)


def test_places_and_ends_come_along_with_their_time(session: Session, user: User, course: Course) -> None:
    lesson = read_lesson(course)

    count = carry(session, user, kept(lesson, end=True))

    found = progress_of(user, lesson)
    assert count == 1
    assert found
    assert (found.position_key, found.position_at, found.read_at) == ("a-2", YESTERDAY, YESTERDAY)
    assert found.completed_at == YESTERDAY


def test_twice_changes_nothing(session: Session, user: User, course: Course) -> None:
    lesson = read_lesson(course)
    carry(session, user, kept(lesson, end=True))

    carry(session, user, kept(lesson, "a-3", end=True, at=YESTERDAY - timedelta(days=1)))

    found = progress_of(user, lesson)
    assert found
    assert (found.position_key, found.read_at) == ("a-2", YESTERDAY)


def test_a_newer_place_of_the_account_stays(session: Session, user: User, course: Course) -> None:
    lesson = read_lesson(course)
    progress.record_position(session, user.id, lesson.id, "a-3", NOW)

    carry(session, user, kept(lesson, "a-1"))

    found = progress_of(user, lesson)
    assert found
    assert found.position_key == "a-3"


def test_what_does_not_fit_is_left_out_and_the_rest_is_kept(session: Session, user: User, course: Course) -> None:
    lesson, retired = read_lesson(course), read_lesson(course, retired_at=YESTERDAY)
    closed, waiting = read_lesson(course, opens_on=TOMORROW.date()), read_lesson(course, requires=[lesson])

    count = carry(
        session,
        user,
        kept("nowhere"),
        kept(retired),
        kept(closed),
        kept(waiting),
        kept(lesson, "never-there"),
        kept(lesson),
    )

    assert count == 1
    assert progress_of(user, lesson)
    assert [progress_of(user, each) for each in (retired, closed, waiting)] == [None, None, None]


def test_what_was_read_first_opens_what_was_read_next(session: Session, user: User, course: Course) -> None:
    first = read_lesson(course)
    second = read_lesson(course, requires=[first])

    count = carry(session, user, kept(second, at=YESTERDAY), kept(first, end=True, at=YESTERDAY - timedelta(hours=1)))

    assert count == 2
    assert progress_of(user, second)


def test_a_place_whose_passage_was_taken_out_becomes_the_one_before_it(
    session: Session, user: User, course: Course
) -> None:
    lesson = read_lesson(course)
    make_passage(lesson, key="old", position=2, retired_at=YESTERDAY)

    carry(session, user, kept(lesson, "old"))

    found = progress_of(user, lesson)
    assert found
    assert found.position_key == "a-3"
