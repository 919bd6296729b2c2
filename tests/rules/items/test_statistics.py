"""Figures of classical test theory: what they are, what never changes them, and where they keep silent."""

from __future__ import annotations

from math import isclose
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.items.rules.statistics import (
    LEAST_ATTEMPTS,
    LOWER,
    MIDDLE,
    UPPER,
    alpha_interval,
    correlation,
    discrimination,
    mean,
    median_seconds,
    reliability,
    thirds,
)

SCORES = st.floats(-2, 1).map(lambda score: round(score, 3))
ROWS = st.integers(2, 6).flatmap(
    lambda questions: st.lists(st.lists(SCORES, min_size=questions, max_size=questions), min_size=10, max_size=40)
)


def test_alpha_of_a_table_worked_out_by_hand() -> None:
    rows = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 1, 1]] * 2

    found = reliability(rows)

    # Variances 10/9 * (0.16, 0.24, 0.24), of the totals 10/9 * 1.36: 3/2 * (1 - 0.64/1.36).
    assert found is not None
    assert found.alpha == pytest.approx(1.5 * (1 - 0.64 / 1.36), abs=1e-12)
    assert (found.attempts, found.questions, len(found.without)) == (10, 3, 3)


def test_questions_that_all_say_the_same_are_perfectly_reliable() -> None:
    found = reliability([[score] * 4 for score in (0.0, 1.0) * 5])

    assert found is not None
    assert (found.alpha, found.low, found.high) == (pytest.approx(1), pytest.approx(1), pytest.approx(1))


def test_without_a_question_that_contradicts_the_others_alpha_is_higher() -> None:
    rng = Random(1)
    rows = [
        [float(able > rng.random()) for _ in range(6)] + [float(able < 0.5)] for able in [n / 60 for n in range(60)]
    ]

    found = reliability(rows)

    assert found is not None
    rises = [without is not None and without > found.alpha for without in found.without]
    assert rises[-1]
    assert sum(rises) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [[1.0, 0.0], [0.0, 1.0]] * 4,
        [[1.0]] * 20,
        [[1.0, 1.0]] * 20,
        [[0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2]] * 10,
        [],
    ],
    ids=["few attempts", "one question", "nobody differs", "nobody differs but for the last digit", "nothing"],
)
def test_there_is_no_alpha_of(rows: list[list[float]]) -> None:
    assert reliability(rows) is None


def test_with_two_questions_none_can_be_taken_out() -> None:
    found = reliability([[0.0, 0.0], [1.0, 1.0]] * 5)

    assert found is not None
    assert found.without == (None, None)


@given(ROWS)
def test_alpha_is_at_most_one_and_inside_its_interval(rows: list[list[float]]) -> None:
    found = reliability(rows)
    assume(found)

    assert found is not None
    assert found.alpha <= 1 + 1e-9
    assert found.low <= found.alpha <= found.high + 1e-12


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_attempts_and_questions_changes_nothing(rows: list[list[float]], rng: Random) -> None:
    before = reliability(rows)
    assume(before)
    questions = list(range(len(rows[0])))
    rng.shuffle(questions)
    mixed = [[row[number] for number in questions] for row in rng.sample(rows, len(rows))]

    after = reliability(mixed)

    assert before is not None
    assert after is not None
    assert after.alpha == pytest.approx(before.alpha, rel=1e-9, abs=1e-9)
    for found, number in zip(after.without, questions, strict=True):
        expected = before.without[number]
        assert found == (None if expected is None else pytest.approx(expected, rel=1e-6, abs=1e-6))


@given(ROWS, st.floats(0.1, 50), st.floats(-5, 5))
def test_other_marks_for_all_questions_change_nothing(rows: list[list[float]], scale: float, shift: float) -> None:
    before = reliability(rows)
    assume(before and abs(before.alpha) < 1e3)
    after = reliability([[score * scale + shift for score in row] for row in rows])

    assert before is not None
    assert after is not None
    assert after.alpha == pytest.approx(before.alpha, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("attempts", "questions"), [(10, 2), (100, 10), (2_000, 40)])
def test_more_confidence_is_a_wider_interval(attempts: int, questions: int) -> None:
    low, high = alpha_interval(0.8, attempts=attempts, questions=questions)
    lower, higher = alpha_interval(0.8, attempts=attempts, questions=questions, confidence=0.99)

    assert lower < low < 0.8 < high < higher < 1


@pytest.mark.parametrize(("attempts", "questions"), [(1, 5), (5, 1)])
def test_an_interval_of_too_little_is_refused(attempts: int, questions: int) -> None:
    with pytest.raises(ValueError):
        alpha_interval(0.5, attempts=attempts, questions=questions)


def test_rows_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError):
        reliability([[1.0, 0.0]] * 10 + [[1.0]])


PAIRS = st.lists(st.tuples(SCORES, SCORES), min_size=10, max_size=60)


@given(PAIRS, st.floats(0.1, 10), st.floats(-3, 3))
def test_a_correlation_is_bounded_and_knows_no_scale(
    pairs: list[tuple[float, float]], scale: float, shift: float
) -> None:
    xs, ys = [list(side) for side in zip(*pairs, strict=True)]
    found = correlation(xs, ys)
    assume(found is not None)

    assert found is not None
    assert -1 <= found <= 1
    assert correlation(ys, xs) == pytest.approx(found, abs=1e-12)
    assert correlation([scale * x + shift for x in xs], ys) == pytest.approx(found, abs=1e-6)
    assert correlation([-x for x in xs], ys) == pytest.approx(-found, abs=1e-9)


@pytest.mark.parametrize("xs", [[1.0] * 10, [0.1 + 0.2, 0.3] * 5], ids=["the same", "the same but for the last digit"])
def test_what_does_not_vary_has_no_correlation(xs: list[float]) -> None:
    assert correlation(xs, [float(n) for n in range(10)]) is None


def test_discrimination_is_silent_below_ten_attempts() -> None:
    scores = [float(n % 2) for n in range(LEAST_ATTEMPTS)]

    assert discrimination(scores, scores) == pytest.approx(1)
    assert discrimination(scores[:-1], scores[:-1]) is None


def test_scores_without_partners_are_refused() -> None:
    with pytest.raises(ValueError):
        correlation([1.0, 2.0], [1.0])


def test_twelve_attempts_make_three_thirds_of_four() -> None:
    found = thirds([n / 12 for n in range(12)])

    assert found == [LOWER] * 4 + [MIDDLE] * 4 + [UPPER] * 4


@given(
    st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=10, max_size=60), st.randoms(use_true_random=False)
)
def test_equal_totals_stand_in_one_third_wherever_they_come(totals: list[float], rng: Random) -> None:
    found = thirds(totals)
    order = rng.sample(range(len(totals)), len(totals))

    assert found is not None
    assert thirds([totals[place] for place in order]) == [found[place] for place in order]
    assert all(
        (one <= other) == (a <= b) or a == b
        for one, a in zip(totals, found, strict=True)
        for other, b in zip(totals, found, strict=True)
    )


def test_there_are_no_thirds_of_nine() -> None:
    assert thirds([0.5] * 9) is None


def test_one_who_goes_to_lunch_does_not_weigh() -> None:
    assert median_seconds([20, 30, 25, 4_000, 28]) == 28
    assert median_seconds([20, 30, 25, 28]) is None


def test_the_mean_of_nothing_is_none() -> None:
    assert mean([]) is None
    assert isclose(mean([0.1] * 10) or 0, 0.1)
