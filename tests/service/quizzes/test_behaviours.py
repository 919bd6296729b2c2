"""Checking answers before the end, saying how certain one is, and answers that wait for a person."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.access.loaders.quizzes import attempt_to_answer
from courses.items.rules.kinds import KINDS
from courses.progress.queries import uncredited
from courses.progress.service import recompute
from courses.quizzes import service
from courses.quizzes.rules.behaviours import Moment, shown
from courses.quizzes.rules.log import replay
from courses.shared.errors import Conflict
from models.accounts import User
from models.enums import Behaviour, Review, StepKind
from models.items import Quiz
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptSlot, QuizGrade
from tests.support.factories.catalogue import NOW
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import (
    check_answer,
    finish_attempt,
    give_answer,
    make_attempt,
    settings,
    slots_of,
    step_kinds,
    steps_of,
    viewer_of,
)

RIGHT, WRONG = {"choice": 0}, {"choice": 1}
NAMES = tuple(c.name for c in AttemptSlot.__table__.columns if c.name not in ("attempt_id", "position"))


def begun(behaviour: Behaviour, review: Review = Review.EVERYTHING, *, seed: int = 1, **item: Any) -> Attempt:
    """An attempt at a quiz of one question."""
    quiz = make_quiz(settings=settings(behaviour=behaviour, review=review))
    make_item(quiz, **item)
    return make_attempt(quiz=quiz, seed=seed)


def slot(attempt: Attempt) -> AttemptSlot:
    return slots_of(attempt)[0]


def check_the_cache_equals_the_log(session: Session, attempt: Attempt) -> None:
    session.refresh(attempt)
    state = replay(steps_of(attempt))
    assert (state.finished_at, state.fraction, state.pending) == (
        attempt.finished_at,
        attempt.fraction,
        attempt.pending,
    )
    for row in slots_of(attempt):
        for name in NAMES:
            assert getattr(state.slots[row.position], name) == getattr(row, name), name


class TestImmediate:
    """Checked once, and for good."""

    def test_a_check_closes_the_question_and_keeps_what_it_is_worth(self, session: Session) -> None:
        attempt = begun(Behaviour.IMMEDIATE)

        assert check_answer(attempt, 1, WRONG)

        assert (slot(attempt).fraction, slot(attempt).tries, slot(attempt).closed_at) == (0, 1, NOW)
        assert step_kinds(attempt) == [StepKind.STARTED, StepKind.SAVED, StepKind.CHECKED]
        check_the_cache_equals_the_log(session, attempt)

    def test_checking_twice_is_checking_once(self, session: Session) -> None:
        attempt = begun(Behaviour.IMMEDIATE)
        check_answer(attempt, 1, WRONG)

        assert not check_answer(attempt, 1, WRONG)

        assert step_kinds(attempt).count(StepKind.CHECKED) == 1

    def test_a_closed_question_takes_no_other_answer(self, session: Session) -> None:
        attempt = begun(Behaviour.IMMEDIATE)
        check_answer(attempt, 1, WRONG)

        for act in (check_answer, give_answer):
            with pytest.raises(Conflict, match="stays as it is"):
                act(attempt, 1, RIGHT)

        assert slot(attempt).response == WRONG

    def test_what_was_not_checked_is_graded_at_the_end(self, session: Session) -> None:
        attempt = begun(Behaviour.IMMEDIATE)
        give_answer(attempt, 1, RIGHT)

        assert finish_attempt(attempt).fraction == 1


class TestInteractive:
    """Hints and tries, each for fewer marks."""

    HINTS = ("Look at the first sentence.", "It was not the king.")

    def begun(self) -> Attempt:
        return begun(Behaviour.INTERACTIVE, hints=list(self.HINTS), penalty=0.25)

    def test_each_wrong_try_costs_its_penalty(self, session: Session) -> None:
        attempt = self.begun()

        for response in (WRONG, RIGHT):
            check_answer(attempt, 1, response)

        assert (slot(attempt).fraction, slot(attempt).tries) == (0.75, 2)
        assert slot(attempt).closed_at == NOW
        assert finish_attempt(attempt).fraction == 0.75
        check_the_cache_equals_the_log(session, attempt)

    def test_tries_last_as_long_as_hints_and_once_more(self, session: Session) -> None:
        attempt = begun(Behaviour.INTERACTIVE, kind="short-answer", hints=list(self.HINTS), penalty=0.25)

        for number, text in enumerate(("a", "b", "c"), start=1):
            check_answer(attempt, 1, {"text": text})
            assert (slot(attempt).closed_at is not None) is (number == 3)

    def test_tries_are_used_up_where_the_quiz_says_by_now_no_longer_what_is_right(self, session: Session) -> None:
        attempt = begun(Behaviour.INTERACTIVE, kind="short-answer", hints=list(self.HINTS), penalty=0.25)
        check_answer(attempt, 1, {"text": "a"})
        session.get_one(Quiz, attempt.quiz_id).settings = settings(
            behaviour=Behaviour.INTERACTIVE, review=Review.NOTHING
        )
        session.flush()

        check_answer(attempt, 1, {"text": "b"})

        assert slot(attempt).closed_at == NOW

    def test_the_same_wrong_answer_again_costs_nothing(self, session: Session) -> None:
        attempt = self.begun()
        check_answer(attempt, 1, WRONG)

        assert not check_answer(attempt, 1, WRONG)

        assert slot(attempt).tries == 1

    def test_an_answer_changed_after_a_check_is_another_try(self, session: Session) -> None:
        attempt = self.begun()
        check_answer(attempt, 1, WRONG)
        give_answer(attempt, 1, RIGHT)

        assert slot(attempt).fraction is None
        assert finish_attempt(attempt).fraction == 0.75
        check_the_cache_equals_the_log(session, attempt)

    def test_an_answer_left_as_it_was_checked_is_worth_what_it_was(self, session: Session) -> None:
        attempt = self.begun()
        check_answer(attempt, 1, WRONG)

        assert finish_attempt(attempt).fraction == 0


class TestPractice:
    """As often as one likes, and nothing in the gradebook."""

    def test_an_answer_may_be_checked_until_it_is_right(self, session: Session) -> None:
        attempt = begun(Behaviour.PRACTICE, kind="short-answer")
        for number in range(15):
            check_answer(attempt, 1, {"text": f"no {number}"})

        check_answer(attempt, 1, {"text": "toll"})

        assert (slot(attempt).tries, slot(attempt).fraction) == (16, 1)
        assert slot(attempt).closed_at == NOW

    def test_it_passes_the_quiz_and_is_not_graded(self, session: Session) -> None:
        attempt = begun(Behaviour.PRACTICE)
        check_answer(attempt, 1, RIGHT)
        finish_attempt(attempt)

        progress = session.query(LessonProgress).one()
        assert progress.quiz_passed_at == NOW
        assert session.query(QuizGrade).all() == []


class TestCertainty:
    """How certain a learner is decides what the answer earns."""

    @pytest.mark.parametrize(
        ("response", "certainty", "fraction"),
        [(RIGHT, 3, 1), (RIGHT, 2, 2 / 3), (RIGHT, 1, 1 / 3), (RIGHT, None, 1 / 3), (WRONG, 3, -2), (WRONG, 1, 0)],
    )
    def test_the_slot_holds_the_points_out_of_three(
        self, session: Session, response: dict[str, int], certainty: int | None, fraction: float
    ) -> None:
        attempt = begun(Behaviour.CERTAINTY)
        give_answer(attempt, 1, response, certainty=certainty)

        finish_attempt(attempt)

        assert slot(attempt).fraction == pytest.approx(fraction)
        assert attempt.fraction == pytest.approx(max(0, fraction))
        check_the_cache_equals_the_log(session, attempt)

    def test_another_certainty_with_the_same_answer_is_kept(self, session: Session) -> None:
        attempt = begun(Behaviour.CERTAINTY)
        give_answer(attempt, 1, RIGHT, certainty=1, token="of-the-same-page")

        assert give_answer(attempt, 1, RIGHT, certainty=3, token="of-the-same-page")
        assert not give_answer(attempt, 1, RIGHT, certainty=3, token="of-the-same-page")

        assert slot(attempt).certainty == 3
        assert finish_attempt(attempt).fraction == 1

    def test_a_question_without_an_answer_costs_nothing(self, session: Session) -> None:
        attempt = begun(Behaviour.CERTAINTY)
        give_answer(attempt, 1, None, certainty=3)

        assert finish_attempt(attempt).fraction == 0
        assert slot(attempt).fraction == 0


@pytest.mark.parametrize("behaviour", [Behaviour.DEFERRED, Behaviour.CERTAINTY])
def test_a_quiz_that_says_nothing_before_the_end_checks_nothing(session: Session, behaviour: Behaviour) -> None:
    attempt = begun(behaviour)

    with pytest.raises(Conflict, match="not checked before the end"):
        check_answer(attempt, 1, RIGHT)

    assert step_kinds(attempt) == [StepKind.STARTED]


def test_where_the_result_is_not_shown_there_is_one_try(session: Session) -> None:
    attempt = begun(Behaviour.INTERACTIVE, Review.NOTHING, hints=["One", "Two"])

    check_answer(attempt, 1, WRONG)

    assert slot(attempt).closed_at == NOW


class TestEssay:
    """Marked by a person, and nothing until then."""

    def test_an_essay_waits_for_a_person(self, session: Session) -> None:
        quiz = make_quiz()
        make_item(quiz)
        make_item(quiz, "essay")
        attempt = make_attempt(quiz=quiz)
        give_answer(attempt, 1, RIGHT)
        give_answer(attempt, 2, {"text": "I think that it was just."})

        finish_attempt(attempt)

        assert (attempt.pending, attempt.fraction) == (1, 0.5)
        assert session.query(QuizGrade).one().pending == 1
        check_the_cache_equals_the_log(session, attempt)

    def test_an_essay_that_was_not_written_waits_for_nobody(self, session: Session) -> None:
        attempt = finish_attempt(begun(Behaviour.DEFERRED, kind="essay"))

        assert attempt.pending == 0

    def test_an_essay_is_not_checked_at_once(self, session: Session) -> None:
        attempt = begun(Behaviour.IMMEDIATE, kind="essay")

        with pytest.raises(Conflict):
            check_answer(attempt, 1, {"text": "I think that it was just."})


@pytest.mark.parametrize("behaviour", Behaviour)
@pytest.mark.parametrize("review", Review)
def test_a_result_that_the_quiz_keeps_to_itself_is_told_nowhere(
    session: Session, behaviour: Behaviour, review: Review
) -> None:
    attempt = begun(behaviour, review)
    give_answer(attempt, 1, RIGHT, certainty=3)
    finish_attempt(attempt)

    progress = session.scalars(sa.select(LessonProgress)).one()
    told = 1 if shown(Moment.FINISHED, behaviour, review).score else None
    assert (progress.best_fraction, progress.quiz_passed_at) == (told, NOW)
    recompute(session, attempt.user_id, session.get_one(Quiz, attempt.quiz_id).course_id)
    session.refresh(progress)
    assert (progress.best_fraction, progress.quiz_passed_at) == (told, NOW)
    assert uncredited(session, [progress.lesson_id]) == []


def test_a_text_is_never_answered_and_counts_nothing(session: Session) -> None:
    quiz = make_quiz()
    make_item(quiz, "description")
    make_item(quiz)
    attempt = make_attempt(quiz=quiz)

    assert not give_answer(attempt, 1, {})
    give_answer(attempt, 2, RIGHT)

    assert finish_attempt(attempt).fraction == 1


@pytest.mark.parametrize("behaviour", Behaviour)
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_the_cache_equals_the_log(session: Session, behaviour: Behaviour, seed: int) -> None:
    rng = Random(f"{behaviour} {seed}")
    quiz = make_quiz(settings=settings(behaviour=behaviour, shuffle=True))
    for kind in KINDS:
        hints: dict[str, Any] = {"hints": ["One", "Two"]} if kind == "numeric" else {}
        make_item(quiz, kind, marks=rng.choice([0.5, 1, 2]), **hints)
    attempt = make_attempt(quiz=quiz, seed=seed)

    for number in range(40):
        act(session, attempt, rng, number)
    check_the_cache_equals_the_log(session, attempt)
    finish_attempt(attempt, now=NOW + timedelta(hours=1))

    check_the_cache_equals_the_log(session, attempt)
    assert 0 <= (attempt.fraction or 0) <= 1


def act(session: Session, attempt: Attempt, rng: Random, number: int) -> None:
    """One request at random: saving, taking back or checking a right or a wrong answer, with a token that may be known."""
    found = attempt_to_answer(
        session, viewer_of(session.get_one(User, attempt.user_id)), attempt.id, rng.randrange(1, len(KINDS) + 1)
    )
    key = KINDS[found.kind].key(found.body)
    response = rng.choice([None, key, WRONG if "choice" in key else key, {"text": "7"} if "text" in key else key])
    how = {"token": f"token-{rng.randrange(9)}", "now": NOW + timedelta(seconds=number)}
    try:
        if response and rng.random() < 0.4:
            service.check(session, found, response, **how)
        else:
            service.save_answer(session, found, response or None, certainty=rng.choice([None, 1, 2, 3]), **how)
    except Conflict:
        assert found.closed_at or found.kind == "essay" or response


@pytest.mark.parametrize("behaviour", [Behaviour.IMMEDIATE, Behaviour.INTERACTIVE, Behaviour.PRACTICE])
def test_what_was_saved_is_not_checked_once_the_attempt_is_handed_in(session: Session, behaviour: Behaviour) -> None:
    attempt = begun(behaviour)
    give_answer(attempt, 1, WRONG, token="of-the-same-page")
    finish_attempt(attempt)

    with pytest.raises(Conflict, match="finished this attempt"):
        check_answer(attempt, 1, WRONG, token="of-the-same-page")

    assert slot(attempt).tries == 0
    check_the_cache_equals_the_log(session, attempt)


def test_what_was_saved_is_not_checked_once_the_time_is_over(session: Session) -> None:
    quiz = make_quiz(settings=settings(behaviour=Behaviour.IMMEDIATE, limit_minutes=10))
    make_item(quiz)
    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 1, WRONG, token="of-the-same-page")

    with pytest.raises(Conflict, match="time of this attempt was over"):
        check_answer(attempt, 1, WRONG, token="of-the-same-page", now=NOW + timedelta(minutes=11))

    assert StepKind.CHECKED not in step_kinds(attempt)
