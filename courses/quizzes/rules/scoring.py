"""From graded questions to the result of an attempt, and from attempts to what counts."""

from __future__ import annotations

from collections.abc import Iterable

from courses.items.rules.grading import TOLERANCE


def total_fraction(graded: Iterable[tuple[float, float]]) -> float:
    """The share of the marks earned, 0-1, from (fraction, marks) of every question; 0 when there is none."""
    pairs = list(graded)
    possible = sum(marks for _, marks in pairs)
    earned = sum(fraction * marks for fraction, marks in pairs)
    return min(1.0, max(0.0, earned / possible)) if possible else 0.0


def has_passed(fraction: float, pass_fraction: float) -> bool:
    """Whether a fraction reaches what the quiz asks for."""
    return fraction >= pass_fraction - TOLERANCE


def best_of(fractions: Iterable[float]) -> float | None:
    """Of several attempts the best counts; None when there is none."""
    return max(fractions, default=None)
