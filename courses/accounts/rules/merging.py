"""How what a guest did becomes part of an account that did something too.

Nothing done is lost: the earliest date of every fact, the best result, the newest place in the text. Merging in either
order gives the same, and merging twice gives nothing new.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.enums import Completion


@dataclass(frozen=True)
class Progress:
    """What is recorded about one learner and one lesson; `best_fraction` is 0-1."""

    position_key: str | None = None
    position_at: datetime | None = None
    read_at: datetime | None = None
    marked_at: datetime | None = None
    quiz_passed_at: datetime | None = None
    best_fraction: float | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class AttemptFacts:
    """What the order of attempts at one quiz depends on; `touched_at` is the time of the newest step."""

    id: int
    started_at: datetime
    touched_at: datetime
    is_answered: bool
    is_open: bool


@dataclass(frozen=True)
class AttemptPlan:
    """The numbers that attempts get. One open attempt a quiz may stay: of the others, those with answers are finished
    and those without are dropped."""

    numbers: dict[int, int]
    to_finish: frozenset[int]
    to_drop: frozenset[int]


def merged(one: Progress, other: Progress, needs: Collection[Completion]) -> Progress:
    """Both records as one, for a lesson that `needs` these to be complete: half here and half there may make a whole."""
    newest = max((one, other), key=_place)
    facts = {
        Completion.READ: _earliest(one.read_at, other.read_at),
        Completion.MARKED: _earliest(one.marked_at, other.marked_at),
        Completion.QUIZ: _earliest(one.quiz_passed_at, other.quiz_passed_at),
    }
    met = [at for kind, at in facts.items() if kind in needs and at is not None]
    return Progress(
        position_key=newest.position_key,
        position_at=newest.position_at,
        read_at=facts[Completion.READ],
        marked_at=facts[Completion.MARKED],
        quiz_passed_at=facts[Completion.QUIZ],
        best_fraction=max((f for f in (one.best_fraction, other.best_fraction) if f is not None), default=None),
        completed_at=max(met) if met and len(met) == len(needs) else _earliest(one.completed_at, other.completed_at),
    )


def joined_attempts(attempts: Sequence[AttemptFacts]) -> AttemptPlan:
    """The attempts of both at one quiz, numbered from 1 as they were started; the open one answered last stays open."""
    still_open = sorted((a for a in attempts if a.is_open), key=lambda a: (a.is_answered, a.touched_at, a.id))
    dropped = frozenset(attempt.id for attempt in still_open[:-1] if not attempt.is_answered)
    kept = sorted((a for a in attempts if a.id not in dropped), key=lambda a: (a.started_at, a.id))
    return AttemptPlan(
        numbers={attempt.id: number for number, attempt in enumerate(kept, start=1)},
        to_finish=frozenset(attempt.id for attempt in still_open[:-1]) - dropped,
        to_drop=dropped,
    )


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _place(progress: Progress) -> tuple[bool, float, str]:
    at = progress.position_at
    return at is not None, at.timestamp() if at else 0.0, progress.position_key or ""
