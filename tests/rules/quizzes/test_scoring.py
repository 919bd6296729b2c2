"""Certainty, penalties, results and grades."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.rules.certainty import certain_fraction, points
from courses.quizzes.rules.scoring import course_fraction, grade_of, slot_fraction, total_fraction
from models.enums import Behaviour, GradingMethod

FRACTIONS = st.floats(0, 1)


@pytest.mark.parametrize(
    ("certainty", "right", "wrong"),
    # Moodle's published table: certainty level, mark if correct, penalty if wrong.
    [(1, 1, 0), (2, 2, -2), (3, 3, -6), (None, 1, 0)],
)
def test_certainty_earns_and_costs_what_moodle_publishes(certainty: int | None, right: int, wrong: int) -> None:
    assert points(1, certainty) == right
    assert points(0, certainty) == wrong
    assert certain_fraction(1, certainty) == right / 3
    assert certain_fraction(0, certainty) == wrong / 3


@pytest.mark.parametrize(("fraction", "expected"), [(0.5, 1.5), (0.004, 0.012), (1e-9, -6), (0, -6), (-1, -6)])
def test_what_is_partly_right_earns_its_part(fraction: float, expected: float) -> None:
    assert points(fraction, 3) == pytest.approx(expected)


@given(FRACTIONS, st.sampled_from([None, 1, 2, 3]))
def test_an_answer_earns_what_a_slot_can_hold(fraction: float, certainty: int | None) -> None:
    assert -2 <= certain_fraction(fraction, certainty) <= 1


@given(st.floats(0.67, 0.79))
def test_it_pays_to_be_honest(chance: float) -> None:
    def expected(certainty: int) -> float:
        return chance * points(1, certainty) + (1 - chance) * points(0, certainty)

    # Between two thirds and four fifths, certainty 2 is worth most (Gardner-Medwin 2006).
    assert expected(2) >= max(expected(1), expected(3)) - 1e-9


@pytest.mark.parametrize(
    ("behaviour", "fraction", "tries", "expected"),
    [
        (Behaviour.INTERACTIVE, 1.0, 0, 1.0),
        (Behaviour.INTERACTIVE, 1.0, 1, 0.75),
        (Behaviour.INTERACTIVE, 1.0, 9, 0.0),
        (Behaviour.INTERACTIVE, -0.5, 1, -0.5),
        (Behaviour.PRACTICE, 1.0, 5, 1.0),
        (Behaviour.IMMEDIATE, 0.5, 1, 0.5),
        (Behaviour.DEFERRED, 0.5, 0, 0.5),
    ],
)
def test_each_further_try_costs_its_penalty(behaviour: Behaviour, fraction: float, tries: int, expected: float) -> None:
    assert slot_fraction(behaviour, fraction, is_answered=True, tries=tries, penalty=0.25) == expected


def test_no_answer_is_worth_nothing_however_certain() -> None:
    assert slot_fraction(Behaviour.CERTAINTY, 0.0, is_answered=False, certainty=3) == 0


@given(st.lists(st.tuples(st.floats(-2, 1), st.floats(0, 100)), max_size=20))
def test_an_attempt_is_never_below_nothing(graded: list[tuple[float, float]]) -> None:
    assert 0 <= total_fraction(graded) <= 1


@pytest.mark.parametrize(
    ("method", "grade"),
    [
        (GradingMethod.HIGHEST, 0.75),
        (GradingMethod.AVERAGE, 0.5),
        (GradingMethod.FIRST, 0.25),
        (GradingMethod.LAST, 0.5),
    ],
)
def test_the_method_says_which_attempt_counts(method: GradingMethod, grade: float) -> None:
    assert grade_of(method, [0.25, 0.75, 0.5]) == grade
    assert grade_of(method, []) is None


@given(st.sampled_from(GradingMethod), st.lists(FRACTIONS, min_size=1))
def test_a_grade_lies_among_the_attempts(method: GradingMethod, fractions: Sequence[float]) -> None:
    grade = grade_of(method, fractions)

    assert grade is not None
    assert min(fractions) - 1e-9 <= grade <= max(fractions) + 1e-9


def test_every_quiz_of_a_course_counts_the_same_and_an_untaken_one_nothing() -> None:
    assert course_fraction([1.0, 0.5, None], 4) == 0.375
    assert course_fraction([], 0) == 0
