"""What completes a lesson, what is still missing, and what comes next: from rules and recorded facts, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from models.enums import Completion


@dataclass(frozen=True, slots=True)
class Rules:
    """What a lesson asks for; `pass_fraction` (0-1) is what its quiz wants, None where there is no quiz."""

    needs_read: bool
    needs_quiz: bool
    needs_mark: bool
    pass_fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of a learner in a lesson."""

    position_at: datetime | None = None
    read_at: datetime | None = None
    marked_at: datetime | None = None
    quiz_passed_at: datetime | None = None
    best_fraction: float | None = None


NOTHING = Facts()


class Requirement(NamedTuple):
    """Something a lesson asks for, and when it was met (None: it is missing)."""

    kind: Completion
    met_at: datetime | None


class State(StrEnum):
    """How far a learner is in a lesson; the names are those of the drawings."""

    DONE = "done"
    STARTED = "started"
    OPEN = "open"
    LOCKED = "locked"


class Sentence(NamedTuple):
    """A sentence to translate, with the values it names."""

    template: str
    values: dict[str, object]


def requirements(rules: Rules, facts: Facts) -> tuple[Requirement, ...]:
    """Everything the lesson asks for, in the order one does it."""
    asked = (
        (rules.needs_read, Requirement(Completion.READ, facts.read_at)),
        (rules.needs_quiz, Requirement(Completion.QUIZ, facts.quiz_passed_at)),
        (rules.needs_mark, Requirement(Completion.MARKED, facts.marked_at)),
    )
    return tuple(requirement for is_asked, requirement in asked if is_asked)


def missing(rules: Rules, facts: Facts) -> tuple[Completion, ...]:
    """What is not yet done of what the lesson asks for; empty when the lesson is complete."""
    return tuple(requirement.kind for requirement in requirements(rules, facts) if requirement.met_at is None)


def completed_at(rules: Rules, facts: Facts) -> datetime | None:
    """When the last thing asked for was done, or None while something is missing."""
    met = [requirement.met_at for requirement in requirements(rules, facts)]
    done = [instant for instant in met if instant is not None]
    return max(done) if done and len(done) == len(met) else None


def state_of(rules: Rules, facts: Facts, *, is_locked: bool = False) -> State:
    """How far the learner is; what is done stays done even if the lesson was locked later."""
    if not missing(rules, facts):
        return State.DONE
    if is_locked:
        return State.LOCKED
    return State.OPEN if facts == NOTHING else State.STARTED


def missing_sentence(kind: Completion, rules: Rules, facts: Facts) -> Sentence:
    """What to do about something missing, with the numbers that explain it."""
    if kind is Completion.READ:
        return Sentence("Read the text to its end.", {})
    if kind is Completion.MARKED:
        return Sentence("Mark the lesson as done when you think it is.", {})
    needed = percent(rules.pass_fraction or 0)
    if facts.best_fraction is None:
        return Sentence("Pass the quiz: it takes %(needed)s%% of the marks.", {"needed": needed})
    best = percent(facts.best_fraction)
    return Sentence(
        "Pass the quiz: it takes %(needed)s%% of the marks, your best so far is %(best)s%%.",
        {"needed": needed, "best": best},
    )


def percent(fraction: float) -> int:
    """A fraction (0-1) in whole per cent, rounded down: nobody reads 60 who has less than 0.6."""
    return int(fraction * 100 + 1e-9)


def next_of(states: Sequence[State], current: int | None = None) -> int | None:
    """The index of the lesson to do next, or None when nothing is open.

    `current` is where the learner was last: if that is not finished it is next, else the first after it that is open, else
    the first open one of all.
    """
    if current is None:
        current = 0
    todo = (State.STARTED, State.OPEN)
    order = [*range(current, len(states)), *range(current)]
    return next((index for index in order if states[index] in todo), None)
