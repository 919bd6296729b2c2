"""Recording what learners do: each fact once, completion derived from the facts, and the same from the log alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from courses.progress import service
from models.accounts import User
from models.catalogue import Enrolment, Lesson
from models.items import Quiz
from models.progress import LessonProgress
from tests.support.factories.catalogue import NOW, make_course, make_lesson, make_user
from tests.support.factories.items import make_quiz
from tests.support.factories.progress import finish_quiz, progress_of

LATER = NOW + timedelta(hours=1)
EARLIER = NOW - timedelta(hours=1)


@pytest.fixture
def user(session: Session) -> User:
    return make_user()


def test_reading_to_the_end_completes_a_lesson_that_asks_for_no_more(session: Session, user: User) -> None:
    lesson = make_lesson()

    progress = service.record_read(session, user.id, lesson.id, NOW)

    assert (progress.read_at, progress.completed_at) == (NOW, NOW)


def test_a_lesson_with_a_quiz_waits_for_the_quiz(session: Session, user: User) -> None:
    lesson = make_lesson(needs_quiz=True)

    service.record_read(session, user.id, lesson.id, NOW)
    failed = service.record_quiz(session, user.id, lesson.id, passed=False, fraction=0.4, now=NOW).completed_at
    passed = service.record_quiz(session, user.id, lesson.id, passed=True, fraction=0.8, now=LATER).completed_at

    assert (failed, passed) == (None, LATER)


def test_the_first_time_stays_and_the_best_result_stays(session: Session, user: User) -> None:
    lesson = make_lesson(needs_quiz=True)
    service.record_read(session, user.id, lesson.id, NOW)
    service.record_quiz(session, user.id, lesson.id, passed=True, fraction=0.9, now=NOW)

    service.record_read(session, user.id, lesson.id, LATER)
    progress = service.record_quiz(session, user.id, lesson.id, passed=False, fraction=0.1, now=LATER)

    assert (progress.read_at, progress.quiz_passed_at, progress.best_fraction) == (NOW, NOW, 0.9)
    assert progress.completed_at == NOW


def test_a_mark_can_be_taken_away_again(session: Session, user: User) -> None:
    lesson = make_lesson(needs_read=False, needs_mark=True)
    service.record_mark(session, user.id, lesson.id, NOW)

    progress = service.remove_mark(session, user.id, lesson.id, LATER)

    assert progress
    assert (progress.marked_at, progress.completed_at) == (None, None)


def test_taking_away_a_mark_that_never_was_records_nothing(session: Session, user: User) -> None:
    lesson = make_lesson(needs_mark=True)

    service.remove_mark(session, user.id, lesson.id, NOW)

    assert progress_of(user, lesson) is None


def test_an_older_place_does_not_replace_a_newer_one(session: Session, user: User) -> None:
    lesson = make_lesson()
    service.record_position(session, user.id, lesson.id, "a-75", NOW)

    service.record_position(session, user.id, lesson.id, "a-1", EARLIER)
    progress = progress_of(user, lesson)

    assert progress
    assert (progress.position_key, progress.position_at) == ("a-75", NOW)


def test_a_newer_place_replaces_an_older_one(session: Session, user: User) -> None:
    lesson = make_lesson()
    service.record_position(session, user.id, lesson.id, "a-1", NOW)

    progress = service.record_position(session, user.id, lesson.id, "a-75", LATER)

    assert (progress.position_key, progress.position_at) == ("a-75", LATER)


def test_whoever_does_something_in_a_course_has_joined_it_once(session: Session, user: User) -> None:
    lesson = make_lesson()

    service.record_position(session, user.id, lesson.id, "a-1", NOW)
    service.record_read(session, user.id, lesson.id, LATER)

    joined = session.execute(sa.select(Enrolment.course_id, Enrolment.joined_at).where(Enrolment.user_id == user.id))
    assert joined.all() == [(lesson.course_id, NOW)]


def test_other_people_and_other_lessons_are_left_alone(session: Session, user: User) -> None:
    lesson, other_lesson, other = make_lesson(), make_lesson(), make_user()
    service.record_position(session, other.id, lesson.id, "a-1", NOW)

    service.record_read(session, user.id, lesson.id, NOW)

    theirs = progress_of(other, lesson)
    assert theirs
    assert theirs.read_at is None
    assert progress_of(user, other_lesson) is None


def test_changed_rules_are_applied_to_what_everybody_has_done(session: Session) -> None:
    lesson, readers = make_lesson(), [make_user() for _ in range(3)]
    for reader in readers:
        service.record_read(session, reader.id, lesson.id, NOW)
    service.record_quiz(session, readers[0].id, lesson.id, passed=True, fraction=1.0, now=LATER)

    lesson.needs_quiz = True
    session.flush()
    changed = service.rederive(session, [lesson.id])

    session.expire_all()
    assert changed == 3
    assert [stored(reader, lesson)["completed_at"] for reader in readers] == [LATER, None, None]


def test_rules_that_did_not_change_change_nothing(session: Session, user: User) -> None:
    lesson = make_lesson()
    service.record_read(session, user.id, lesson.id, NOW)

    assert service.rederive(session, [lesson.id]) == 0


acts = st.one_of(
    st.sampled_from(["read", "mark", "unmark", "position"]),
    st.sampled_from([0.0, 0.3, 0.6, 0.8, 1.0]),
)
demands = st.tuples(st.booleans(), st.booleans(), st.booleans()).filter(any)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(demands, st.lists(acts, max_size=12))
def test_what_is_stored_equals_what_the_log_says(
    session: Session, demands: tuple[bool, bool, bool], acts: list[str | float]
) -> None:
    needs_read, needs_quiz, needs_mark = demands
    lesson = make_lesson(needs_read=needs_read, needs_quiz=needs_quiz, needs_mark=needs_mark)
    quiz, user = make_quiz(lesson), make_user()
    for number, act in enumerate(acts):
        carry_out(act, user, lesson, quiz, session, NOW + timedelta(minutes=number))
    before = stored(user, lesson)

    service.recompute(session, user.id, lesson.course_id)
    assert stored(user, lesson) == before

    if before:
        spoil(session, user, lesson)
        service.recompute(session, user.id, lesson.course_id)
        assert stored(user, lesson) == before


def carry_out(act: str | float, user: User, lesson: Lesson, quiz: Quiz, session: Session, now: datetime) -> None:
    if isinstance(act, float):
        finish_quiz(user, quiz, act, now=now)
    elif act == "read":
        service.record_read(session, user.id, lesson.id, now)
    elif act == "mark":
        service.record_mark(session, user.id, lesson.id, now)
    elif act == "unmark":
        service.remove_mark(session, user.id, lesson.id, now)
    else:
        service.record_position(session, user.id, lesson.id, "a-1", now)


def spoil(session: Session, user: User, lesson: Lesson) -> None:
    """Make everything derived wrong."""
    session.execute(
        sa.update(LessonProgress)
        .where(LessonProgress.user_id == user.id, LessonProgress.lesson_id == lesson.id)
        .values(best_fraction=0.123, quiz_passed_at=EARLIER, completed_at=EARLIER)
    )


def stored(user: User, lesson: Lesson) -> dict[str, Any]:
    """All columns of what is recorded; empty if nothing is."""
    progress = progress_of(user, lesson)
    return (
        {column.key: getattr(progress, column.key) for column in LessonProgress.__table__.columns} if progress else {}
    )


def test_recomputing_one_course_leaves_the_others_alone(session: Session, user: User) -> None:
    lesson = make_lesson(needs_quiz=True)
    finish_quiz(user, make_quiz(lesson), 0.8)
    before = stored(user, lesson)

    service.recompute(session, user.id, make_course().id)

    assert stored(user, lesson) == before
