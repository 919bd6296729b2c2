"""Counting quizzes in the background: what has happened is counted once, and nothing is missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.quizzes import counting
from courses.shared.db import commit, db
from models.items import Quiz
from models.operations import OutboxEntry
from models.quizzes import QuizSummary
from tests.support.delivery import deliver_due
from tests.support.factories.catalogue import NOW
from tests.support.factories.gradebook import count_quiz, make_finished
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt

LATER = NOW + timedelta(days=1)


@pytest.fixture
def quiz(session: Session) -> Quiz:
    made = make_quiz()
    make_item(made)
    make_item(made)
    return made


def owed(session: Session) -> list[OutboxEntry]:
    due = sa.select(OutboxEntry).where(OutboxEntry.kind == counting.COUNT, OutboxEntry.done_at.is_(None))
    return list(session.scalars(due.execution_options(populate_existing=True)))


def summary_of(session: Session, quiz: Quiz) -> QuizSummary:
    return session.get_one(QuizSummary, quiz.id, populate_existing=True)


def test_finishing_has_the_quiz_counted(session: Session, quiz: Quiz) -> None:
    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 1, {"choice": 0})
    finish_attempt(attempt)

    deliver_due(now=LATER)

    found = summary_of(session, quiz)
    assert (found.attempts, found.learners, found.passed, found.mean_fraction) == (1, 1, 0, 0.5)
    assert found.figures is not None
    assert found.stale_since is None


def test_many_changes_are_counted_once(session: Session, quiz: Quiz) -> None:
    for _ in range(3):
        counting.touch(session, quiz.id, now=NOW)

    assert len(owed(session)) == 1


def test_a_change_after_the_count_began_is_counted_again(session: Session, quiz: Quiz) -> None:
    make_finished(quiz, [1.0, 1.0])
    count_quiz(quiz)
    deliver_due(now=LATER)
    make_finished(quiz, [0.0, 0.0])
    counting.touch(session, quiz.id, now=LATER)

    deliver_due(now=LATER)

    assert summary_of(session, quiz).attempts == 2


def test_a_count_that_was_given_up_is_asked_for_again(session: Session, quiz: Quiz) -> None:
    counting.touch(session, quiz.id, now=NOW)
    counting.touch(session, quiz.id, now=NOW + counting.GIVEN_UP)

    assert len(owed(session)) == 2


def test_a_large_quiz_is_given_rest_between_two_counts(session: Session, quiz: Quiz) -> None:
    count_quiz(quiz)
    found = summary_of(session, quiz)
    found.attempts, found.stale_since = counting.MANY_ATTEMPTS, None
    counting.touch(session, quiz.id, now=NOW + timedelta(seconds=1))

    assert owed(session)[-1].due_at == NOW + counting.REST


def test_a_quiz_without_attempts_counts_to_nothing(session: Session, quiz: Quiz) -> None:
    count_quiz(quiz)

    found = summary_of(session, quiz)
    assert (found.attempts, found.mean_fraction, found.counted_at) == (0, None, NOW)


def test_more_attempts_than_a_batch_are_all_counted(
    session: Session, quiz: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "BATCH", 3)
    for number in range(10):
        make_finished(quiz, [float(number % 2), 1.0])

    count_quiz(quiz)

    figures = summary_of(session, quiz).figures
    assert figures is not None
    assert figures["attempts"] == 10
    assert {question["result"]["asked"] for question in figures["questions"].values()} == {10}


def test_what_stands_from_before_there_were_counts_is_counted(session: Session, quiz: Quiz) -> None:
    make_finished(quiz, [1.0, 0.0])
    make_quiz()

    counting.touch_uncounted(session, now=NOW)
    counting.touch_uncounted(session, now=NOW)
    commit()
    deliver_due(now=LATER)

    assert summary_of(session, quiz).attempts == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(QuizSummary)) == 1


def test_counting_writes_nothing_but_the_summary(session: Session, app: Flask, quiz: Quiz) -> None:
    make_finished(quiz, [1.0, 0.0])
    counting.touch(session, quiz.id, now=NOW)
    commit()
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement.split()[1])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        counting.count(session, quiz.id, now=NOW)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)

    assert set(written) == {"quiz_summary"}
