"""Whoever takes a quiz as a guest too has no more attempts than others: those beyond do not count, and none is deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts import merging
from courses.quizzes import counting, jobs
from courses.quizzes.following import follow_quiz
from courses.quizzes.grades import settle
from courses.quizzes.queries.figures import totals_of
from courses.quizzes.rules.log import replay
from courses.quizzes.service import grant, take_back
from models.accounts import User
from models.enums import GradingMethod
from models.items import Quiz
from models.quizzes import Attempt, QuizGrade, QuizSummary
from tests.support.factories.catalogue import NOW, make_guest, make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, settings, steps_of

HOUR = timedelta(hours=1)
RIGHT, WRONG = {"choice": 0}, {"choice": 1}


def quiz_of(**values: Any) -> Quiz:
    quiz = make_quiz(settings=settings(**values))
    make_item(quiz)
    return quiz


def take(user: User, quiz: Quiz, response: dict[str, int], hours: int) -> Attempt:
    at = NOW + hours * HOUR
    attempt = make_attempt(user, quiz, now=at)
    give_answer(attempt, 1, response, now=at)
    return finish_attempt(attempt, now=at)


def join(session: Session, guest: User, user: User, quiz: Quiz) -> None:
    merging.take_over(session, guest_id=guest.id, user_id=user.id, now=NOW + 24 * HOUR)
    settle(session, user.id, quiz.id)


def grade(session: Session, user: User, quiz: Quiz) -> QuizGrade:
    return session.get_one(QuizGrade, (user.id, quiz.id), populate_existing=True)


def test_an_attempt_as_a_guest_beyond_the_limit_does_not_count(session: Session) -> None:
    user, guest, quiz = make_user(), make_guest(), quiz_of(attempts=1)
    take(user, quiz, WRONG, 1)
    take(guest, quiz, RIGHT, 2)

    join(session, guest, user, quiz)

    found = grade(session, user, quiz)
    assert (found.fraction, found.attempts) == (0, 1)
    assert session.scalar(sa.select(sa.func.count()).select_from(Attempt).where(Attempt.user_id == user.id)) == 2
    totals = totals_of(session, quiz.id)
    assert (totals["attempts"], totals["learners"], totals["passed"]) == (1, 1, 0)


def test_the_one_begun_first_counts_whoever_began_it(session: Session) -> None:
    user, guest, quiz = make_user(), make_guest(), quiz_of(attempts=1)
    take(guest, quiz, WRONG, 1)
    take(user, quiz, RIGHT, 2)

    join(session, guest, user, quiz)

    assert grade(session, user, quiz).fraction == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_guests_in_either_order_give_the_same(session: Session, order: tuple[int, int]) -> None:
    user, guests, quiz = make_user(), [make_guest(), make_guest()], quiz_of(attempts=2, grade=GradingMethod.AVERAGE)
    take(user, quiz, RIGHT, 3)
    take(guests[0], quiz, RIGHT, 1)
    take(guests[1], quiz, WRONG, 2)

    for number in order:
        join(session, guests[number], user, quiz)

    assert grade(session, user, quiz).fraction == 0.5


def test_an_extension_lets_more_count_and_its_end_fewer(session: Session) -> None:
    user, guest, quiz = make_user(), make_guest(), quiz_of(attempts=1)
    take(user, quiz, WRONG, 1)
    take(guest, quiz, RIGHT, 2)
    join(session, guest, user, quiz)

    about: dict[str, Any] = {"reason": "The power went.", "closes_at": None, "author_id": None, "now": NOW}
    grant(session, quiz.id, user.id, extra_minutes=0, extra_attempts=1, **about)
    granted = grade(session, user, quiz).fraction
    take_back(session, quiz.id, user.id, now=NOW)

    assert (granted, grade(session, user, quiz).fraction) == (1, 0)


def test_what_is_counted_of_the_quiz_follows_extensions_and_settings(session: Session) -> None:
    user, guest, quiz = make_user(), make_guest(), quiz_of(attempts=1)
    take(user, quiz, WRONG, 1)
    take(guest, quiz, RIGHT, 2)
    join(session, guest, user, quiz)
    about: dict[str, Any] = {"reason": "The power went.", "closes_at": None, "author_id": None, "now": NOW}

    counted = [attempts_counted_next(session, quiz)]
    grant(session, quiz.id, user.id, extra_minutes=0, extra_attempts=1, **about)
    counted.append(attempts_counted_next(session, quiz))
    take_back(session, quiz.id, user.id, now=NOW)
    counted.append(attempts_counted_next(session, quiz))
    quiz.settings = settings(attempts=2)
    session.flush()
    jobs.follow_quiz({"quiz_id": quiz.id})
    counted.append(attempts_counted_next(session, quiz))

    assert counted == [1, 2, 1, 2]


def attempts_counted_next(session: Session, quiz: Quiz) -> int | None:
    """How many attempts instructors see next; None where nobody has asked for a count."""
    summary = session.get(QuizSummary, quiz.id, populate_existing=True)
    if summary is None or summary.stale_since is None:
        return None
    counting.count(session, quiz.id, now=NOW)
    session.refresh(summary)
    return summary.attempts


def test_within_the_waiting_time_nothing_counts(session: Session) -> None:
    user, guest, quiz = make_user(), make_guest(), quiz_of(wait_minutes=90)
    take(user, quiz, WRONG, 1)
    take(guest, quiz, RIGHT, 2)

    join(session, guest, user, quiz)

    assert grade(session, user, quiz).fraction == 0


def test_of_those_who_never_were_guests_every_attempt_counts_when_the_limit_is_lowered(session: Session) -> None:
    user, quiz = make_user(), quiz_of(attempts=2)
    take(user, quiz, WRONG, 1)
    take(user, quiz, RIGHT, 2)

    quiz.settings = settings(attempts=1)
    follow_quiz(session, quiz.id)

    assert grade(session, user, quiz).fraction == 1


def test_an_open_attempt_of_a_guest_that_is_finished_later_does_not_count_either(session: Session) -> None:
    user, guest, quiz = make_user(), make_guest(), quiz_of(attempts=1)
    take(user, quiz, WRONG, 1)
    open_one = make_attempt(guest, quiz, now=NOW + 2 * HOUR)
    give_answer(open_one, 1, RIGHT, now=NOW + 2 * HOUR)
    join(session, guest, user, quiz)

    finish_attempt(open_one, now=NOW + 30 * HOUR)

    assert grade(session, user, quiz).fraction == 0


def test_the_log_still_tells_the_attempt(session: Session) -> None:
    user, guest, quiz = make_user(), make_guest(), quiz_of(attempts=1)
    first, second = take(user, quiz, WRONG, 1), take(guest, quiz, RIGHT, 2)
    told = [(each.finished_at, each.fraction) for each in (first, second)]

    join(session, guest, user, quiz)

    replayed = [replay(steps_of(each)) for each in (first, second)]
    assert [(each.finished_at, each.fraction) for each in replayed] == told
