"""The log of an attempt, and everything that is derived from it.

Positions count from 1, fractions are shares of the marks of a question. Payloads:

- `started` {"slots": [{"item", "version", "marks", "order", "section"}], "behaviour", "shuffle", "shuffle_options"}: the attempt is answered
  and marked in that behaviour, whatever the quiz has by then; steps from before this was noted lack it
- `saved` {"response", "certainty"}: certainty only where it was given
- `checked` {"response", "fraction", "try", "closed"}: `closed` when the answer cannot be changed any more
- `submitted` {} by the learner, {"at"} by the clock: the instant at which the time was over
- `graded` {"fractions": {position: fraction}, "fraction", "pending": [position]}: `pending` waits for a person
- `marked` {"position", "fraction", "levels", "comment"}: a person has marked an answer
- `regraded` {"position", "version", "fraction", "former": {"version", "fraction"}, "reason"}, where the repair carried them over to
  the new version also "response" and "order" (then `former` holds them too), and "checked", those that were checked on the way; the
  undoing of it is a `regraded` of its own
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from courses.quizzes.rules.scoring import total_fraction
from models.enums import Behaviour, StepKind


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
    """A question of an attempt as the log tells it; the names are those of its row."""

    item_id: int
    item_version_id: int
    marks: float
    order: Mapping[str, Any]
    section: int = 0
    response: Mapping[str, Any] | None = None
    answered_at: datetime | None = None
    certainty: int | None = None
    tries: int = 0
    closed_at: datetime | None = None
    fraction: float | None = None
    comment: str | None = None


@dataclass(frozen=True)
class Replay:
    """An attempt as its log tells it; `waiting` are the positions that a person has still to mark.

    `behaviour`: the one it began with, None where the log does not tell it: then it is the one of the quiz.
    """

    slots: dict[int, Slot] = field(default_factory=dict)
    finished_at: datetime | None = None
    fraction: float | None = None
    waiting: frozenset[int] = frozenset()
    behaviour: Behaviour | None = None

    @property
    def pending(self) -> int:
        """How many answers a person has still to mark."""
        return len(self.waiting)


def replay(steps: Iterable[Step]) -> Replay:
    """Derive the state of an attempt from its steps, in the order they were added."""
    state = Replay()
    for step in steps:
        state = FOLLOW[step.kind](state, step)
    return state


def _position(step: Step) -> int:
    return step.position or step.payload.get("position", 0)


def _with(state: Replay, position: int, **changes: Any) -> Replay:
    return replace(state, slots={**state.slots, position: replace(state.slots[position], **changes)})


def _started(state: Replay, step: Step) -> Replay:
    slots = {
        position: Slot(slot["item"], slot["version"], slot["marks"], slot["order"], slot.get("section", 0))
        for position, slot in enumerate(step.payload["slots"], start=1)
    }
    behaviour = step.payload.get("behaviour")
    return Replay(slots, behaviour=Behaviour(behaviour) if behaviour else None)


def _saved(state: Replay, step: Step) -> Replay:
    position, response = _position(step), step.payload["response"]
    slot = state.slots[position]
    return _with(
        state,
        position,
        response=response,
        answered_at=None if response is None else step.created_at,
        certainty=step.payload.get("certainty"),
        # What a check has said holds for the answer it was said of.
        fraction=slot.fraction if response == slot.response else None,
    )


def _checked(state: Replay, step: Step) -> Replay:
    payload = step.payload
    closed_at = step.created_at if payload["closed"] else None
    return _with(state, _position(step), tries=payload["try"], fraction=payload["fraction"], closed_at=closed_at)


def _submitted(state: Replay, step: Step) -> Replay:
    at = step.payload.get("at")
    return replace(state, finished_at=datetime.fromisoformat(at) if at else step.created_at)


def _graded(state: Replay, step: Step) -> Replay:
    fractions = step.payload["fractions"]
    slots = {position: replace(slot, fraction=fractions[str(position)]) for position, slot in state.slots.items()}
    waiting = frozenset(step.payload.get("pending", ()))
    return replace(state, slots=slots, fraction=step.payload["fraction"], waiting=waiting)


def _marked(state: Replay, step: Step) -> Replay:
    position, payload = _position(step), step.payload
    state = _with(state, position, fraction=payload["fraction"], comment=payload.get("comment"))
    return _summed(replace(state, waiting=state.waiting - {position}))


def _regraded(state: Replay, step: Step) -> Replay:
    position, payload = _position(step), step.payload
    carried = {name: payload[name] for name in ("response", "order") if name in payload}
    return _summed(_with(state, position, item_version_id=payload["version"], fraction=payload["fraction"], **carried))


def _summed(state: Replay) -> Replay:
    """The result follows the questions."""
    fraction = total_fraction((slot.fraction or 0.0, slot.marks) for _, slot in sorted(state.slots.items()))
    return replace(state, fraction=fraction)


FOLLOW = {
    StepKind.STARTED: _started,
    StepKind.SAVED: _saved,
    StepKind.CHECKED: _checked,
    StepKind.SUBMITTED: _submitted,
    StepKind.GRADED: _graded,
    StepKind.MARKED: _marked,
    StepKind.REGRADED: _regraded,
}
