"""Scores, what is shown when, and the log of an attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.rules.behaviours import SHOWN, Behaviour, Moment, Showing, shown
from courses.quizzes.rules.log import replay
from courses.quizzes.rules.scoring import best_of, has_passed, total_fraction
from models.enums import StepKind

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRACTIONS = st.floats(0, 1)


@dataclass(frozen=True)
class Row:
    kind: StepKind
    position: int | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    created_at: datetime = NOON


def started(count: int = 2) -> Row:
    slots = [{"item": number, "version": 10 + number, "marks": 1, "order": {}} for number in range(1, count + 1)]
    return Row(StepKind.STARTED, payload={"slots": slots})


def test_questions_count_by_their_marks() -> None:
    assert total_fraction([(1, 3), (0, 1)]) == 0.75


def test_a_quiz_without_questions_earns_nothing() -> None:
    assert total_fraction([]) == 0


@given(st.lists(st.tuples(FRACTIONS, st.floats(0.01, 100)), max_size=20))
def test_a_result_is_a_fraction(graded: list[tuple[float, float]]) -> None:
    assert 0 <= total_fraction(graded) <= 1


@given(st.lists(st.tuples(FRACTIONS, st.floats(0.01, 100)), min_size=1, max_size=8), st.randoms())
def test_the_order_of_questions_does_not_matter(graded: list[tuple[float, float]], rng: Any) -> None:
    mixed = rng.sample(graded, len(graded))

    assert total_fraction(mixed) == pytest.approx(total_fraction(graded))


def test_nobody_fails_by_the_last_binary_digit() -> None:
    assert has_passed(0.1 + 0.2 + 0.3 - 1e-16, 0.6)
    assert not has_passed(0.599, 0.6)


def test_the_best_attempt_counts() -> None:
    assert best_of([0.2, 0.8, 0.5]) == 0.8
    assert best_of([]) is None


def test_nothing_is_given_away_before_the_end_and_nothing_withheld_after_it() -> None:
    assert shown(Moment.OPEN) == Showing()
    assert shown(Moment.FINISHED) == Showing(True, True, True, True, True, True)


def test_every_behaviour_says_what_it_shows_at_every_moment() -> None:
    assert set(SHOWN) == {(behaviour, moment) for behaviour in Behaviour for moment in Moment}


def test_the_newest_answer_counts() -> None:
    log = [started(), saved(1, {"choice": 0}), saved(2, {"choice": 1}), saved(1, {"choice": 1})]

    state = replay(log)

    assert state.slots[1].response == {"choice": 1}
    assert state.slots[2].response == {"choice": 1}
    assert state.finished_at is None


def saved(position: int, response: dict[str, Any] | None, minutes: int = 0) -> Row:
    return Row(StepKind.SAVED, position, {"response": response}, NOON + timedelta(minutes=minutes))


def test_an_answer_taken_back_is_no_answer() -> None:
    state = replay([started(), saved(1, {"choice": 0}), saved(1, None, 5)])

    assert state.slots[1].response is None
    assert state.slots[1].answered_at is None


def test_grading_reaches_every_question() -> None:
    graded = Row(StepKind.GRADED, payload={"fractions": {"1": 1.0, "2": 0.0}, "fraction": 0.5})
    submitted = Row(StepKind.SUBMITTED, created_at=NOON + timedelta(hours=1))

    state = replay([started(), saved(1, {"choice": 0}), submitted, graded])

    assert (state.slots[1].fraction, state.slots[2].fraction, state.fraction) == (1.0, 0.0, 0.5)
    assert state.finished_at == NOON + timedelta(hours=1)
