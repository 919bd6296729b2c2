"""From answers to fractions, from graded questions to the result of an attempt, and from attempts to the grade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from courses.items.rules.grading import TOLERANCE
from courses.quizzes.rules.certainty import certain_fraction
from models.enums import Behaviour, GradingMethod


def slot_fraction(
    behaviour: Behaviour,
    fraction: float,
    *,
    is_answered: bool,
    certainty: int | None = None,
    tries: int = 0,
    penalty: float = 0.0,
) -> float:
    """The share of its marks a question earns, from -2 to 1, for an answer worth `fraction` by itself.

    `tries`: how often other answers were checked before; each costs `penalty` of the marks in the behaviour `interactive`, down to nothing.
    """
    if not is_answered:
        return 0.0
    if behaviour is Behaviour.CERTAINTY:
        return certain_fraction(fraction, certainty)
    if behaviour is Behaviour.INTERACTIVE and fraction > 0:
        return max(0.0, fraction - penalty * tries)
    return fraction


def total_fraction(graded: Iterable[tuple[float, float]]) -> float:
    """The share of the marks earned, 0-1, from (fraction, marks) of every question; 0 when there is none, and never below."""
    pairs = list(graded)
    possible = fsum(marks for _, marks in pairs)
    earned = fsum(fraction * marks for fraction, marks in pairs)
    return min(1.0, max(0.0, earned / possible)) if possible else 0.0


def has_passed(fraction: float, pass_fraction: float) -> bool:
    """Whether a fraction reaches what the quiz asks for."""
    return fraction >= pass_fraction - TOLERANCE


def best_of(fractions: Iterable[float]) -> float | None:
    """The best of several attempts; None when there is none."""
    return max(fractions, default=None)


def grade_of(method: GradingMethod, fractions: Sequence[float]) -> float | None:
    """What a learner has in a quiz, 0-1, from the finished attempts in their order; None when there is none."""
    if not fractions:
        return None
    if method is GradingMethod.HIGHEST:
        return max(fractions)
    if method is GradingMethod.AVERAGE:
        return min(1.0, max(0.0, fsum(fractions) / len(fractions)))
    return fractions[0] if method is GradingMethod.FIRST else fractions[-1]


def course_fraction(grades: Iterable[float | None], quizzes: int) -> float:
    """The share of what the quizzes of a course can bring, 0-1: each counts the same, and one without a grade counts nothing."""
    return min(1.0, max(0.0, fsum(grade for grade in grades if grade is not None) / quizzes)) if quizzes else 0.0
