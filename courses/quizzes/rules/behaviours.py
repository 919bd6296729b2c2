"""The one table of what a learner sees of a question, and when: what the behaviour reveals at a moment, and what the author gives back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from models.enums import Behaviour, Review


class Moment(StrEnum):
    """Where a question of an attempt stands: not checked, checked and to be tried again, checked for good; the attempt handed in;
    handed in, and the quiz is closed."""

    OPEN = "open"
    TRIED = "tried"
    CHECKED = "checked"
    FINISHED = "finished"
    CLOSED = "closed"


@dataclass(frozen=True)
class Showing:
    """What is shown beside the question and the learner's own answer.

    `marks`: what each question earned; `score`: the result of the whole, with every count of right answers; `passing`: whether the quiz is passed.
    """

    correctness: bool = False
    marks: bool = False
    score: bool = False
    passing: bool = False
    key: bool = False
    feedback: bool = False
    explanation: bool = False
    evidence: bool = False

    def __and__(self, other: Showing) -> Showing:
        """What both show."""
        names = [field.name for field in fields(self)]
        return Showing(**{name: getattr(self, name) and getattr(other, name) for name in names})

    @property
    def anything(self) -> bool:
        """Whether there is anything to see."""
        return self != NOTHING


def _all_but(*hidden: str) -> Showing:
    return Showing(**{field.name: field.name not in hidden for field in fields(Showing)})


NOTHING = Showing()
EVERYTHING = _all_but()
# A question that is checked while others are open says nothing of the whole.
CHECKED = _all_but("score", "passing")
# The answer is to be found by the learner: neither the key nor what gives it away.
HALFWAY = Showing(correctness=True, feedback=True)

B, M, R = Behaviour, Moment, Review
_AT_THE_END = {M.OPEN: NOTHING, M.TRIED: NOTHING, M.CHECKED: NOTHING, M.FINISHED: EVERYTHING, M.CLOSED: EVERYTHING}
_AT_ONCE = {**_AT_THE_END, M.TRIED: HALFWAY, M.CHECKED: CHECKED}
_UNMARKED = _all_but("marks", "score")

REVEALED: dict[Behaviour, dict[Moment, Showing]] = {
    B.DEFERRED: _AT_THE_END,
    B.CERTAINTY: _AT_THE_END,
    B.IMMEDIATE: _AT_ONCE,
    B.INTERACTIVE: _AT_ONCE,
    B.PRACTICE: {moment: showing & _UNMARKED for moment, showing in _AT_ONCE.items()},
}
GIVEN: dict[Review, Showing] = {
    R.EVERYTHING: EVERYTHING,
    # Feedback without score: right or wrong and why, and no number from which the result could be told.
    R.FEEDBACK: _all_but("marks", "score"),
    R.SCORE: Showing(correctness=True, marks=True, score=True, passing=True),
    R.AFTER_CLOSING: NOTHING,
    R.NOTHING: NOTHING,
}
SHOWN: dict[tuple[Behaviour, Moment, Review], Showing] = {
    (behaviour, moment, review): revealed & GIVEN[review]
    for behaviour, moments in REVEALED.items()
    for moment, revealed in moments.items()
    for review in Review
} | {(behaviour, M.CLOSED, R.AFTER_CLOSING): moments[M.CLOSED] for behaviour, moments in REVEALED.items()}

# Behaviours whose questions have a button to check the answer.
CHECKING = frozenset({B.IMMEDIATE, B.INTERACTIVE, B.PRACTICE})


def shown(moment: Moment, behaviour: Behaviour = B.DEFERRED, review: Review = R.EVERYTHING) -> Showing:
    """What a learner may see of a question now."""
    return SHOWN[behaviour, moment, review]


def moment_of_question(*, tries: int, is_checked: bool, is_closed: bool) -> Moment:
    """Where a question of an open attempt stands. `is_checked`: the answer it has now was checked; `is_closed`: for good."""
    if is_closed:
        return M.CHECKED
    return M.TRIED if tries and is_checked else M.OPEN


def moment_of_attempt(closes_at: datetime | None, now: datetime) -> Moment:
    """Where the questions of an attempt stand that was handed in; `closes_at`: when the quiz closes to its learner."""
    return M.CLOSED if closes_at is not None and now >= closes_at else M.FINISHED


def tries_of(behaviour: Behaviour, review: Review, hints: int) -> int | None:
    """How often an answer may be checked; None: as often as one likes until it is right; 0: never.

    Where the quiz does not say what is right, a second try would say it.
    """
    if behaviour not in CHECKING:
        return 0
    if not shown(M.TRIED, behaviour, review).correctness:
        return 1
    if behaviour is B.PRACTICE:
        return None
    return hints + 1 if behaviour is B.INTERACTIVE else 1
