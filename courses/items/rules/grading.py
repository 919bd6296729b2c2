"""Grading an answer, and saying in plain words what was answered and what is right."""

from __future__ import annotations

from courses.items.rules.kinds import KINDS
from courses.items.rules.kinds.context import TOLERANCE, Body, Grade, Response

UNANSWERED = Grade(0.0)


def grade_answer(kind: str, body: Body, response: Response | None) -> Grade:
    """What an answer is worth; no answer is worth nothing."""
    return KINDS[kind].grade(body, response) if response else UNANSWERED


def verdict(fraction: float) -> str:
    """`right`, `partial` or `wrong`."""
    if fraction >= 1 - TOLERANCE:
        return "right"
    return "partial" if fraction > TOLERANCE else "wrong"


def missing_of(kind: str, body: Body, response: Response | None) -> str | None:
    """What an answer still lacks, as a sentence; None for one that is complete or not begun."""
    return KINDS[kind].missing(body, response) if response else None


def describe(kind: str, body: Body, response: Response) -> str:
    """An answer in plain words, on one line."""
    return "; ".join(KINDS[kind].chosen(body, response))


def described_key(kind: str, body: Body) -> str:
    """The right answer in plain words."""
    return describe(kind, body, KINDS[kind].key(body))
