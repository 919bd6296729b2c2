"""Signing in as a guest: the account takes over what the guest did, on both databases."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts import merging
from models.accounts import User, UserSession
from models.catalogue import Enrolment
from models.enums import StepKind
from models.operations import OutboxEntry
from models.progress import LessonProgress
from models.quizzes import Attempt
from tests.support.factories.accounts import make_session
from tests.support.factories.catalogue import (
    NOW,
    TOMORROW,
    YESTERDAY,
    join,
    kept,
    make_course,
    make_guest,
    make_lesson,
    make_progress,
    make_user,
)
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, step_kinds

EARLIER = YESTERDAY - timedelta(days=3)
RIGHT = {"choice": 0}


def take_over(session: Session, guest: User, user: User) -> None:
    merging.take_over(session, guest_id=guest.id, user_id=user.id, now=NOW)


def attempts_of(session: Session, user_id: int) -> list[Attempt]:
    return list(session.scalars(sa.select(Attempt).where(Attempt.user_id == user_id).order_by(Attempt.number)))


def test_progress_of_both_becomes_one(session: Session) -> None:
    guest, user, lesson = make_guest(), make_user(), make_lesson(needs_mark=True)
    make_progress(user, lesson, read_at=YESTERDAY, position_key="p-9", position_at=EARLIER, best_fraction=0.5)
    make_progress(guest, lesson, read_at=EARLIER, marked_at=NOW, position_key="p-2", position_at=NOW, best_fraction=0.4)

    take_over(session, guest, user)

    kept_row = session.get_one(LessonProgress, (user.id, lesson.id))
    assert (kept_row.read_at, kept_row.marked_at, kept_row.completed_at) == (EARLIER, NOW, NOW)
    assert (kept_row.position_key, kept_row.position_at, kept_row.best_fraction) == ("p-2", NOW, 0.5)


def test_progress_where_the_account_had_none_moves(session: Session) -> None:
    guest, user, lesson = make_guest(), make_user(), make_lesson()
    make_progress(guest, lesson, read_at=EARLIER, completed_at=EARLIER)

    take_over(session, guest, user)

    assert session.get_one(LessonProgress, (user.id, lesson.id)).completed_at == EARLIER


def test_the_guest_and_its_sessions_are_gone(session: Session) -> None:
    guest, user = make_guest(), make_user()
    guest_id, session_id = guest.id, make_session(guest).id

    take_over(session, guest, user)

    assert session.get(User, guest_id) is None
    assert session.get(UserSession, session_id) is None


def test_the_earlier_day_of_joining_a_course_counts(session: Session) -> None:
    guest, user, both, only = make_guest(), make_user(), make_course(), make_course()
    kept(Enrolment(user_id=guest.id, course_id=both.id, joined_at=EARLIER))
    join(user, both)
    join(guest, only)

    take_over(session, guest, user)

    rows = session.execute(sa.select(Enrolment.course_id, Enrolment.joined_at).where(Enrolment.user_id == user.id))
    assert dict(map(tuple, rows)) == {both.id: EARLIER, only.id: YESTERDAY}


def test_attempts_are_renumbered_as_they_were_started(session: Session) -> None:
    guest, user, quiz = make_guest(), make_user(), make_quiz()
    make_item(quiz)
    started = [(user, 0), (guest, 1), (user, 2), (guest, 3)]
    made = [finish_attempt(make_attempt(who, quiz, now=NOW + timedelta(hours=hours))).id for who, hours in started]

    take_over(session, guest, user)

    assert [(attempt.number, attempt.id) for attempt in attempts_of(session, user.id)] == [*enumerate(made, start=1)]


def test_attempts_at_other_quizzes_keep_their_numbers(session: Session) -> None:
    guest, user = make_guest(), make_user()
    other = make_attempt(user)
    mine = make_attempt(guest)

    take_over(session, guest, user)

    assert {(attempt.id, attempt.number) for attempt in attempts_of(session, user.id)} == {(other.id, 1), (mine.id, 1)}


def test_of_two_open_attempts_the_older_is_handed_in_and_graded_after_the_commit(session: Session) -> None:
    guest, user, quiz = make_guest(), make_user(), make_quiz()
    make_item(quiz)
    older, newer = make_attempt(user, quiz), make_attempt(guest, quiz)
    give_answer(older, 1, RIGHT, now=NOW)
    give_answer(newer, 1, RIGHT, now=TOMORROW)

    take_over(session, guest, user)

    assert [(a.id, a.finished_at is None) for a in attempts_of(session, user.id)] == [
        (older.id, False),
        (newer.id, True),
    ]
    assert step_kinds(older)[-1] is StepKind.SUBMITTED
    owed = session.scalars(sa.select(OutboxEntry).where(OutboxEntry.kind == merging.GRADE_ATTEMPT)).all()
    assert [entry.payload for entry in owed] == [{"attempt_id": older.id}]


def test_of_two_open_attempts_one_without_answers_is_dropped(session: Session) -> None:
    guest, user, quiz = make_guest(), make_user(), make_quiz()
    make_item(quiz)
    answered, empty = make_attempt(guest, quiz), make_attempt(user, quiz, now=TOMORROW)
    give_answer(answered, 1, RIGHT)

    take_over(session, guest, user)

    assert [(attempt.id, attempt.number) for attempt in attempts_of(session, user.id)] == [(answered.id, 1)]
    assert session.get(Attempt, empty.id) is None


def test_a_member_is_never_taken_over(session: Session) -> None:
    member, user, lesson = make_user(), make_user(), make_lesson()
    make_progress(member, lesson, read_at=YESTERDAY)

    take_over(session, member, user)

    assert session.get(User, member.id) is not None
    assert session.get(LessonProgress, (user.id, lesson.id)) is None


def test_taking_over_twice_changes_nothing(session: Session) -> None:
    guest, user, lesson = make_guest(), make_user(), make_lesson()
    make_progress(guest, lesson, read_at=YESTERDAY)
    guest_id = guest.id

    take_over(session, guest, user)
    merging.take_over(session, guest_id=guest_id, user_id=user.id, now=NOW)

    assert session.get_one(LessonProgress, (user.id, lesson.id)).read_at == YESTERDAY
