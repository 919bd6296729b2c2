"""Scores, and the log of an attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def checked(position: int, fraction: float, number: int, *, closed: bool) -> Row:
    payload = {"response": {"choice": 0}, "fraction": fraction, "try": number, "closed": closed}
    return Row(StepKind.CHECKED, position, payload, NOON + timedelta(minutes=number))


def test_a_check_holds_for_the_answer_it_was_said_of() -> None:
    log = [started(), saved(1, {"choice": 0}), checked(1, 0.5, 1, closed=False)]

    assert replay(log).slots[1].fraction == 0.5
    assert replay([*log, saved(1, {"choice": 0})]).slots[1].fraction == 0.5
    changed = replay([*log, saved(1, {"choice": 1})]).slots[1]
    assert (changed.fraction, changed.tries, changed.closed_at) == (None, 1, None)


def test_the_last_check_closes_the_question() -> None:
    slot = replay([started(), saved(1, {"choice": 0}), checked(1, 1.0, 1, closed=True)]).slots[1]

    assert slot.closed_at == NOON + timedelta(minutes=1)


def test_certainty_is_kept_with_its_answer() -> None:
    certain = Row(StepKind.SAVED, 1, {"response": {"choice": 0}, "certainty": 3})

    assert replay([started(), certain]).slots[1].certainty == 3
    assert replay([started(), certain, saved(1, None)]).slots[1].certainty is None


def test_an_attempt_handed_in_by_the_clock_ended_when_its_time_was_over() -> None:
    submitted = Row(StepKind.SUBMITTED, payload={"at": NOON.isoformat()}, created_at=NOON + timedelta(hours=1))

    assert replay([started(), submitted]).finished_at == NOON


class TestLater:
    """What people do to marks after the grading."""

    GRADED = Row(StepKind.GRADED, payload={"fractions": {"1": 0.0, "2": 0.5}, "fraction": 0.25, "pending": [1]})

    def test_a_mark_given_by_hand_counts_and_waits_no_more(self) -> None:
        marked = Row(StepKind.MARKED, 1, {"position": 1, "fraction": 1.0, "levels": {}, "comment": "Well said."})

        assert replay([started(), self.GRADED]).pending == 1
        state = replay([started(), self.GRADED, marked])
        assert (state.fraction, state.pending) == (0.75, 0)
        assert state.slots[1].comment == "Well said."

    def test_a_repair_and_its_undoing_lead_back_to_the_same(self) -> None:
        former = {"version": 12, "fraction": 0.5}
        repaired = Row(StepKind.REGRADED, 2, {"position": 2, "version": 99, "fraction": 1.0, "former": former})
        undone = Row(StepKind.REGRADED, 2, {"position": 2, **former, "former": {"version": 99, "fraction": 1.0}})

        before = replay([started(), self.GRADED])
        after = replay([started(), self.GRADED, repaired])

        assert (after.fraction, after.slots[2].item_version_id) == (0.5, 99)
        assert replay([started(), self.GRADED, repaired, undone]) == before
