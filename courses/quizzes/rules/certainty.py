"""Certainty-based marking: how sure a learner is decides what an answer earns, and what a wrong one costs.

Source: the factors Moodle publishes ("Using certainty-based marking", https://docs.moodle.org/en/Using_certainty-based_marking), after
A. R. Gardner-Medwin, "Confidence-based marking", 2006: certainty 1, 2, 3 earns 1, 2, 3 when right and 0, -2, -6 when wrong.
"""

from __future__ import annotations

LOWEST, HIGHEST = 1, 3
EARNED = {1: 1.0, 2: 2.0, 3: 3.0}
COST = {1: 0.0, 2: -2.0, 3: -6.0}
# What earns no more than this, the last digits of a float, counts as wrong; whatever is partly right earns its part, as there.
WRONG = 5e-8


def points(fraction: float, certainty: int | None) -> float:
    """The points of an answer, from -6 to 3, out of 3. `fraction`: what the answer itself earns, to 1; None: the lowest certainty."""
    certainty = certainty or LOWEST
    return COST[certainty] if fraction <= WRONG else EARNED[certainty] * fraction


def certain_fraction(fraction: float, certainty: int | None) -> float:
    """The share of the marks that an answer given with this certainty earns, from -2 to 1."""
    return points(fraction, certainty) / EARNED[HIGHEST]
