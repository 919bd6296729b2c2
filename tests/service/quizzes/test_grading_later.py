"""An attempt that was handed in because a guest signed in is graded right after the commit."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts import merging
from courses.quizzes.jobs import grade_attempt
from courses.shared import clock
from models.enums import StepKind
from models.operations import OutboxEntry
from models.progress import LessonProgress
from tests.support.delivery import deliver_due
from tests.support.factories.catalogue import NOW, TOMORROW, make_guest, make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import give_answer, make_attempt, slots_of, step_kinds

RIGHT = {"choice": 0}


def test_the_attempt_is_worth_what_its_answers_are(session: Session) -> None:
    guest, user, quiz = make_guest(), make_user(), make_quiz()
    make_item(quiz)
    older, newer = make_attempt(user, quiz), make_attempt(guest, quiz)
    give_answer(older, 1, RIGHT, now=NOW)
    give_answer(newer, 1, RIGHT, now=TOMORROW)
    merging.take_over(session, guest_id=guest.id, user_id=user.id, now=NOW)
    handed_in_at = older.finished_at

    deliver_due(now=clock.now() + timedelta(days=365))
    session.expire_all()

    assert (older.fraction, older.finished_at) == (1.0, handed_in_at)
    assert [slot.fraction for slot in slots_of(older)] == [1.0]
    assert step_kinds(older) == [StepKind.STARTED, StepKind.SAVED, StepKind.SUBMITTED, StepKind.GRADED]
    assert session.get_one(LessonProgress, (user.id, quiz.lesson_id)).best_fraction == 1.0
    assert newer.finished_at is None
    assert set(session.scalars(sa.select(OutboxEntry.last_error))) == {None}


def test_grading_twice_gives_the_same(session: Session) -> None:
    attempt = make_attempt()
    give_answer(attempt, 1, RIGHT)
    attempt.finished_at, attempt.fraction = NOW, 0.0
    session.flush()

    for _ in range(2):
        grade_attempt({"attempt_id": attempt.id})
    session.expire_all()

    assert attempt.fraction == 1.0
    assert step_kinds(attempt).count(StepKind.GRADED) == 1


def test_an_attempt_that_is_gone_needs_nothing(session: Session) -> None:
    grade_attempt({"attempt_id": 4_711})

    assert session.scalars(sa.select(LessonProgress)).all() == []
