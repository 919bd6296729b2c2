"""Attempts that end by themselves, and who may begin when; time runs on the server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from courses.quizzes import expiry, service
from courses.quizzes.rules.limits import GRACE
from courses.quizzes.rules.log import replay
from courses.shared import outbox
from courses.shared.errors import Conflict
from models.accounts import User
from models.enums import StepKind
from models.items import ItemVersion, Quiz
from models.quizzes import Attempt, AttemptStep
from tests.support.factories.catalogue import NOW, make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, settings, slots_of, steps_of

RIGHT, WRONG = {"choice": 0}, {"choice": 1}
HALF_AN_HOUR, SECOND = timedelta(minutes=30), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def nothing_rests() -> Iterator[None]:
    """What one test left alone is not that of the next, whose attempts have the same numbers."""
    yield
    expiry.RESTING.clear()


def timed(**values: Any) -> Quiz:
    quiz = make_quiz(settings=settings(**values))
    make_item(quiz)
    return quiz


def granted(session: Session, user: User, quiz: Quiz, *, now: datetime = NOW, **values: Any) -> None:
    usual: dict[str, Any] = {"extra_minutes": 0, "extra_attempts": 0, "closes_at": None}
    service.grant(session, quiz.id, user.id, **{**usual, **values}, reason="Ill.", author_id=None, now=now)


def test_an_attempt_knows_when_it_ends(session: Session) -> None:
    assert make_attempt(quiz=timed(limit_minutes=30)).ends_at == NOW + HALF_AN_HOUR
    assert make_attempt(quiz=timed()).ends_at is None


def test_what_was_saved_is_handed_in_when_the_time_is_over(session: Session) -> None:
    attempt = make_attempt(quiz=timed(limit_minutes=30))
    give_answer(attempt, 1, RIGHT, now=NOW + HALF_AN_HOUR - SECOND)

    late = NOW + timedelta(hours=5)
    assert service.hand_in_next(session, now=late)
    assert not service.hand_in_next(session, now=late)

    session.refresh(attempt)
    assert (attempt.finished_at, attempt.fraction) == (NOW + HALF_AN_HOUR, 1)
    state = replay(steps_of(attempt))
    assert (state.finished_at, state.fraction) == (attempt.finished_at, attempt.fraction)


def test_the_worker_hands_in(session: Session) -> None:
    attempts = [make_attempt(quiz=timed(limit_minutes=30)) for _ in range(3)]
    going_on = make_attempt(quiz=timed())

    outbox.tick(now=NOW + timedelta(days=1))

    session.expire_all()
    assert [attempt.finished_at for attempt in attempts] == [NOW + HALF_AN_HOUR] * 3
    assert going_on.finished_at is None


def test_nothing_is_handed_in_before_a_late_answer_had_its_moment(session: Session) -> None:
    attempt = make_attempt(quiz=timed(limit_minutes=30))
    end = NOW + HALF_AN_HOUR

    assert not service.hand_in_next(session, now=end + GRACE)
    assert give_answer(attempt, 1, RIGHT, now=end + GRACE)
    assert service.hand_in_next(session, now=end + GRACE + SECOND)

    session.refresh(attempt)
    assert attempt.fraction == 1


def test_an_answer_after_the_time_is_refused(session: Session) -> None:
    attempt = make_attempt(quiz=timed(limit_minutes=30))
    give_answer(attempt, 1, WRONG)

    with pytest.raises(Conflict, match="The time of this attempt was over"):
        give_answer(attempt, 1, RIGHT, now=NOW + HALF_AN_HOUR + GRACE + SECOND)

    assert slots_of(attempt)[0].response == WRONG


def test_finishing_late_counts_as_finished_when_the_time_was_over(session: Session) -> None:
    attempt = finish_attempt(make_attempt(quiz=timed(limit_minutes=30)), now=NOW + timedelta(hours=1))

    assert attempt.finished_at == NOW + HALF_AN_HOUR
    assert replay(steps_of(attempt)).finished_at == attempt.finished_at


def test_a_new_attempt_begins_when_the_old_one_is_over(session: Session) -> None:
    quiz, user = timed(limit_minutes=30), make_user()
    first = make_attempt(user, quiz)

    second = make_attempt(user, quiz, now=NOW + timedelta(hours=1))

    session.refresh(first)
    assert (first.finished_at, second.number) == (NOW + HALF_AN_HOUR, 2)


def test_an_open_attempt_ends_when_the_quiz_closes(session: Session) -> None:
    attempt = make_attempt(quiz=timed(limit_minutes=30, closes_at=NOW + timedelta(minutes=10)))

    assert attempt.ends_at == NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"opens_at": NOW + SECOND}, "This quiz opens on"),
        ({"closes_at": NOW}, "This quiz closed on"),
    ],
)
def test_outside_its_time_a_quiz_cannot_be_begun(session: Session, values: dict[str, Any], words: str) -> None:
    quiz = timed(**values)

    with pytest.raises(Conflict, match=words):
        make_attempt(quiz=quiz)

    assert session.query(Attempt).all() == []


def test_attempts_are_used_up(session: Session) -> None:
    quiz, user = timed(attempts=1), make_user()
    finish_attempt(make_attempt(user, quiz))

    with pytest.raises(Conflict, match="the only attempt"):
        make_attempt(user, quiz)
    assert make_attempt(quiz=quiz).number == 1


def test_between_attempts_one_waits(session: Session) -> None:
    quiz, user = timed(wait_minutes=60), make_user()
    finish_attempt(make_attempt(user, quiz))

    with pytest.raises(Conflict, match="next attempt may begin"):
        make_attempt(user, quiz, now=NOW + timedelta(minutes=59))
    assert make_attempt(user, quiz, now=NOW + timedelta(minutes=60)).number == 2


class TestExtension:
    """More for one person."""

    def test_one_person_has_more_time_and_the_others_do_not(self, session: Session) -> None:
        quiz, user = timed(limit_minutes=30), make_user()
        granted(session, user, quiz, extra_minutes=15)

        assert make_attempt(user, quiz).ends_at == NOW + timedelta(minutes=45)
        assert make_attempt(quiz=quiz).ends_at == NOW + HALF_AN_HOUR

    def test_an_attempt_that_is_open_ends_later(self, session: Session) -> None:
        quiz, user = timed(limit_minutes=30), make_user()
        attempt = make_attempt(user, quiz)

        granted(session, user, quiz, extra_minutes=15)
        granted(session, user, quiz, extra_minutes=20)

        session.refresh(attempt)
        assert attempt.ends_at == NOW + timedelta(minutes=50)

    def test_an_attempt_that_is_over_stays_over(self, session: Session) -> None:
        quiz, user = timed(limit_minutes=30), make_user()
        attempt = finish_attempt(make_attempt(user, quiz))

        granted(session, user, quiz, extra_minutes=15)

        session.refresh(attempt)
        assert attempt.finished_at == NOW
        assert [step.kind for step in steps_of(attempt)][-1] is StepKind.GRADED

    def test_one_person_has_more_attempts(self, session: Session) -> None:
        quiz, user = timed(attempts=1), make_user()
        granted(session, user, quiz, extra_attempts=1)
        finish_attempt(make_attempt(user, quiz))

        finish_attempt(make_attempt(user, quiz))

        with pytest.raises(Conflict, match="all 2 attempts"):
            make_attempt(user, quiz)

    def test_the_quiz_closes_later_to_one_person(self, session: Session) -> None:
        quiz, user = timed(closes_at=NOW), make_user()
        granted(session, user, quiz, closes_at=NOW + timedelta(days=1))

        assert make_attempt(user, quiz).ends_at == NOW + timedelta(days=1)
        with pytest.raises(Conflict):
            make_attempt(quiz=quiz)


def test_one_that_cannot_be_handed_in_does_not_keep_the_others_from_it(session: Session) -> None:
    broken, sound = (make_attempt(quiz=timed(limit_minutes=30)) for _ in range(2))
    give_answer(broken, 1, RIGHT)
    broken.ends_at = NOW + SECOND
    broken_slot = slots_of(broken)[0]
    version = session.get_one(ItemVersion, broken_slot.item_version_id)
    whole, version.body = version.body, {"prompt_html": "Cut in the mid"}
    session.commit()

    outbox.tick(now=NOW + timedelta(days=1))
    outbox.tick(now=NOW + timedelta(days=1, seconds=5))

    session.expire_all()
    assert broken.finished_at is None
    assert sound.finished_at == NOW + HALF_AN_HOUR

    version.body = whole
    session.commit()
    outbox.tick(now=NOW + timedelta(days=1) + expiry.REST)
    session.expire_all()
    assert (broken.finished_at, broken.fraction) == (NOW + SECOND, 1)


def test_an_attempt_that_is_graded_and_still_open_ends_no_worker(session: Session) -> None:
    attempt = make_attempt(quiz=timed(limit_minutes=30))
    step = {"attempt_id": attempt.id, "kind": StepKind.GRADED, "token": service.GRADED, "created_at": NOW}
    session.add(AttemptStep(**step, payload={"fractions": {"1": 0.0}, "fraction": 0.0, "pending": []}))
    session.commit()

    outbox.tick(now=NOW + timedelta(days=2))

    session.expire_all()
    assert attempt.finished_at is None
