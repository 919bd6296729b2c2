"""Which passages are misunderstood: the marks that readers lose where a passage would have told them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Any, NamedTuple, Protocol

from courses.items.rules.grading import TOLERANCE, grade_answer
from courses.items.rules.kinds import Grade
from models.enums import Behaviour

# Fewer could be recognised, and say little.
LEAST_READERS = 5
# Where one shade ends and the next begins, as shares of the marks lost.
SHADES = (0.1, 0.25, 0.4, 0.6)


class Given(Protocol):
    """An answer, of which only this matters here; `response` is JSON as stored."""

    @property
    def version_id(self) -> int: ...
    @property
    def marks(self) -> float: ...
    @property
    def fraction(self) -> float | None: ...
    @property
    def response(self) -> str | None: ...


class Proven(NamedTuple):
    """A version of a question: the passages that prove its answer, and those that prove an option wrong, by its number."""

    kind: str
    body: Mapping[str, Any]
    passages: frozenset[int]
    by_option: Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class PassageFigures:
    """How questions proved by a passage were answered; `lost` is the share of their marks that was lost, 0-1.

    `wrong` of the `answers` did not earn full marks.
    """

    readers: int
    answers: int
    wrong: int
    lost: float

    @property
    def is_told(self) -> bool:
        """Whether enough readers stand behind it to be shown."""
        return self.readers >= LEAST_READERS

    @property
    def shade(self) -> int:
        """How dark the passage is drawn, 0-4."""
        return sum(1 for border in SHADES if self.lost >= border)


@dataclass
class _Reading:
    readers: set[int] = field(default_factory=set)
    answers: int = 0
    wrong: int = 0
    marks: list[float] = field(default_factory=list)
    lost: list[float] = field(default_factory=list)


class Readings:
    """Takes in answers and keeps what they say about passages.

    An answer says something about the passages that prove its question: what it lost. About a passage that only proves an option
    wrong it says that it was understood, unless that option was chosen. A question left out says nothing: nobody knows
    what its reader thought. With certainty-based marking the answer counts, not what its certainty made of its marks.
    """

    def __init__(self, proven: Mapping[int, Proven], *, behaviour: Behaviour = Behaviour.DEFERRED) -> None:
        self.proven = proven
        self.behaviour = behaviour
        self.found: dict[int, _Reading] = {}
        self._grades: dict[tuple[int, str], Grade] = {}

    def add(self, user_id: int, answers: Iterable[Given]) -> None:
        """Count the answers of one reader."""
        for answer in answers:
            proven = self.proven.get(answer.version_id)
            if proven is None or answer.response is None or answer.fraction is None or answer.marks <= 0:
                continue
            fraction = answer.fraction
            if self.behaviour is Behaviour.CERTAINTY:
                grade = self._grade(answer.version_id, answer.response, proven)
                fraction = fraction if grade.is_pending else grade.fraction
            lost = 1.0 - min(1.0, max(0.0, fraction))
            for passage_id, is_misread in self._touched(answer.version_id, answer.response, proven, lost).items():
                self._note(passage_id, user_id, answer.marks, lost if is_misread else 0.0)

    def _touched(self, version_id: int, response: str, proven: Proven, lost: float) -> dict[int, bool]:
        """The passages an answer says something about, and whether it speaks against their being understood."""
        touched = {passage_id: False for passages in proven.by_option.values() for passage_id in passages}
        if proven.by_option and lost > TOLERANCE:
            for option in self._grade(version_id, response, proven).options:
                touched |= dict.fromkeys(proven.by_option.get(option, ()), True)
        return touched | dict.fromkeys(proven.passages, True)

    def _grade(self, version_id: int, response: str, proven: Proven) -> Grade:
        """What an answer is worth by itself. Equal answers are graded once."""
        found = self._grades.get((version_id, response))
        if found is None:
            found = grade_answer(proven.kind, proven.body, json.loads(response))
            self._grades[version_id, response] = found
        return found

    def _note(self, passage_id: int, user_id: int, marks: float, lost: float) -> None:
        reading = self.found.setdefault(passage_id, _Reading())
        reading.readers.add(user_id)
        reading.answers += 1
        reading.wrong += lost > TOLERANCE
        reading.marks.append(marks)
        reading.lost.append(marks * lost)

    def figures(self) -> dict[int, PassageFigures]:
        """What is known of each passage."""
        return {
            passage_id: PassageFigures(
                len(reading.readers), reading.answers, reading.wrong, fsum(reading.lost) / fsum(reading.marks)
            )
            for passage_id, reading in self.found.items()
        }


def misunderstood(passages: Mapping[int, PassageFigures], *, most: int) -> list[tuple[int, PassageFigures]]:
    """The passages at which the largest share of the marks is lost, the worst first; only those that may be shown and lost any."""
    told = [(number, each) for number, each in passages.items() if each.is_told and each.lost > TOLERANCE]
    return sorted(told, key=lambda pair: (-pair[1].lost, -pair[1].answers, pair[0]))[:most]
