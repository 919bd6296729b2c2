"""What a group sees of a member: everything, what is complete, or only that they are there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from models.enums import Sharing


class CellState(StrEnum):
    """How far a member is in a lesson, as far as the group may know."""

    DONE = "done"
    STARTED = "started"
    OPEN = "open"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of a member and a lesson; `best_fraction` is the best result in its quiz, 0-1."""

    is_complete: bool = False
    is_started: bool = False
    is_here: bool = False
    best_fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What the group sees of a member and a lesson."""

    state: CellState
    is_here: bool = False
    best_fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A member's whole course: lessons complete (None when private) and the day they last read (None when private or never).

    The day, not the hour: when somebody sits down to read is nobody's business.
    """

    completed: int | None = 0
    last_on: date | None = None


def cell(facts: Facts, sharing: Sharing) -> Cell:
    """What of `facts` a member with this choice shows."""
    if sharing is Sharing.NOTHING:
        return Cell(CellState.PRIVATE)
    if facts.is_complete:
        return _with_details(Cell(CellState.DONE), facts, sharing)
    if sharing is Sharing.COMPLETION:
        return Cell(CellState.OPEN)
    return _with_details(Cell(CellState.STARTED if facts.is_started else CellState.OPEN), facts, sharing)


def _with_details(seen: Cell, facts: Facts, sharing: Sharing) -> Cell:
    if sharing is not Sharing.EVERYTHING:
        return seen
    return replace(seen, is_here=facts.is_here, best_fraction=facts.best_fraction)


def summary(facts: Summary, sharing: Sharing) -> Summary:
    """What of a member's course a member with this choice shows."""
    if sharing is Sharing.NOTHING:
        return Summary(completed=None)
    return facts if sharing is Sharing.EVERYTHING else Summary(completed=facts.completed)


def shown_sharing(sharing: Sharing, *, is_oneself: bool) -> Sharing:
    """Members always see their own row whole; a facilitator sees no more than any other member."""
    return Sharing.EVERYTHING if is_oneself else sharing
