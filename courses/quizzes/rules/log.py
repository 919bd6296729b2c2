"""The log of an attempt, and everything that is derived from it.

Payloads: `started` {"slots": [{"item", "version", "marks", "order"}]}, `saved` {"response"}, `submitted` {},
`graded` {"fractions": {position: fraction}, "fraction"}. Positions count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from models.enums import StepKind


class Step(Protocol):
    """A row of the log."""

    @property
    def kind(self) -> StepKind: ...
    @property
    def position(self) -> int | None: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True)
class Slot:
    """A question of an attempt as the log tells it."""

    item_id: int
    item_version_id: int
    marks: float
    order: Mapping[str, Any]
    response: Mapping[str, Any] | None = None
    answered_at: datetime | None = None
    fraction: float | None = None


@dataclass(frozen=True)
class Replay:
    """An attempt as its log tells it."""

    slots: dict[int, Slot] = field(default_factory=dict)
    finished_at: datetime | None = None
    fraction: float | None = None


def replay(steps: Iterable[Step]) -> Replay:
    """Derive the state of an attempt from its steps, in the order they were added."""
    state = Replay()
    for step in steps:
        state = FOLLOW[step.kind](state, step)
    return state


def _started(state: Replay, step: Step) -> Replay:
    slots = {
        position: Slot(slot["item"], slot["version"], slot["marks"], slot["order"])
        for position, slot in enumerate(step.payload["slots"], start=1)
    }
    return Replay(slots)


def _saved(state: Replay, step: Step) -> Replay:
    position, response = step.position or 0, step.payload["response"]
    answered_at = None if response is None else step.created_at
    slot = replace(state.slots[position], response=response, answered_at=answered_at)
    return replace(state, slots={**state.slots, position: slot})


def _submitted(state: Replay, step: Step) -> Replay:
    return replace(state, finished_at=step.created_at)


def _graded(state: Replay, step: Step) -> Replay:
    fractions = step.payload["fractions"]
    slots = {position: replace(slot, fraction=fractions[str(position)]) for position, slot in state.slots.items()}
    return replace(state, slots=slots, fraction=step.payload["fraction"])


FOLLOW = {
    StepKind.STARTED: _started,
    StepKind.SAVED: _saved,
    StepKind.SUBMITTED: _submitted,
    StepKind.GRADED: _graded,
}
