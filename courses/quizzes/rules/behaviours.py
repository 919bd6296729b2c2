"""The one table of what a learner sees of a question, and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Behaviour(StrEnum):
    """How a quiz answers the learner."""

    DEFERRED = "deferred"


class Moment(StrEnum):
    """Where an attempt stands."""

    OPEN = "open"
    FINISHED = "finished"


@dataclass(frozen=True)
class Showing:
    """What is shown beside the question and the learner's own answer."""

    correctness: bool = False
    marks: bool = False
    key: bool = False
    feedback: bool = False
    explanation: bool = False
    evidence: bool = False


NOTHING = Showing()
EVERYTHING = Showing(correctness=True, marks=True, key=True, feedback=True, explanation=True, evidence=True)

# Deferred: answer in peace, then see everything at once, as often as one likes; the best attempt counts.
SHOWN: dict[tuple[Behaviour, Moment], Showing] = {
    (Behaviour.DEFERRED, Moment.OPEN): NOTHING,
    (Behaviour.DEFERRED, Moment.FINISHED): EVERYTHING,
}


def shown(moment: Moment, behaviour: Behaviour = Behaviour.DEFERRED) -> Showing:
    """What a learner may see of a question now."""
    return SHOWN[behaviour, moment]
