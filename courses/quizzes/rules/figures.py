"""From the answers of many to what instructors see: figures of the quiz, of every question, of every passage; and their JSON.

The first finished attempt of each learner counts, because a later one has seen the feedback of the first. Classical figures want complete rows:
- **Discrimination** is taken over the attempts that asked the question; the rest of the attempt is the share of its other marks, since with
  questions drawn from pools the others are not the same ones.
- **Alpha** is about a fixed set of questions: those that everybody is asked, over the attempts that asked all of them (complete cases). The
  interval of Feldt wants such a table, and a covariance matrix put together from pairs need not be one (Enders 2003). Drawn questions are left out.
- Attempts with an answer that a person has still to mark are left out of both.
- **Time** is from the answer before it (or the beginning) to the last change of an answer, whatever their order: all the log can tell honestly.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import fsum
from typing import Any, NamedTuple

from courses.items.rules.grading import TOLERANCE
from courses.items.rules.results import Group, Line, QuestionResult, summarise
from courses.items.rules.statistics import Reliability, Third, discrimination, median_seconds, reliability, thirds
from courses.quizzes.rules.heat import PassageFigures, Readings
from courses.quizzes.rules.repair import bars


class Taken(NamedTuple):
    """The first finished attempt of a learner; `pending`: answers that a person has still to mark."""

    id: int
    user_id: int
    started_at: datetime
    fraction: float
    pending: int


class Answer(NamedTuple):
    """A question of an attempt; `response` is JSON as stored, `fraction` None while it waits to be marked."""

    attempt_id: int
    item_id: int
    version_id: int
    marks: float
    fraction: float | None
    response: str | None
    answered_at: datetime | None


class Asked(NamedTuple):
    """A question as it is asked now; `is_fixed`: everybody is asked it, it is not drawn from a pool."""

    version_id: int
    kind: str
    body: Mapping[str, Any]
    is_fixed: bool


@dataclass(frozen=True)
class QuestionFigures:
    """What the first attempts say about a question.

    `discrimination` comes from `compared` attempts, `seconds` (the median) from `timed` answers; `pending` answers are not marked yet and
    count nowhere. `alpha_without` is the quiz's alpha if the question were taken out.
    """

    version_id: int
    result: QuestionResult
    pending: int = 0
    discrimination: float | None = None
    compared: int = 0
    seconds: float | None = None
    timed: int = 0
    alpha_without: float | None = None


@dataclass(frozen=True)
class Figures:
    """What the first attempts say about a quiz; `thirds` are the sizes of the lower, middle and upper third, None below 10.

    `spread`: how many results lie in each tenth of the marks, without those that wait to be marked; empty where it was never counted.
    """

    attempts: int = 0
    pending: int = 0
    thirds: tuple[int, int, int] | None = None
    reliability: Reliability | None = None
    questions: Mapping[int, QuestionFigures] = field(default_factory=dict)
    passages: Mapping[int, PassageFigures] = field(default_factory=dict)
    spread: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Figures:
        """As it was."""
        alpha, parts = stored["reliability"], stored["thirds"]
        return cls(
            stored["attempts"],
            stored["pending"],
            tuple(parts) if parts else None,
            _reliability(alpha) if alpha else None,
            {int(item): _question(question) for item, question in stored["questions"].items()},
            {
                int(passage): PassageFigures(**passage_figures)
                for passage, passage_figures in stored["passages"].items()
            },
            tuple(stored.get("spread", ())),
        )


def _reliability(stored: Mapping[str, Any]) -> Reliability:
    values: dict[str, Any] = {**stored, "without": tuple(stored["without"])}
    return Reliability(**values)


def _question(stored: Mapping[str, Any]) -> QuestionFigures:
    result: dict[str, Any] = dict(stored["result"])
    result["lines"] = tuple(_line(line) for line in result["lines"])
    values: dict[str, Any] = {**stored, "result": QuestionResult(**result)}
    return QuestionFigures(**values)


def _line(stored: Mapping[str, Any]) -> Line:
    values: dict[str, Any] = {**stored, "thirds": tuple(stored["thirds"])}
    return Line(**values)


@dataclass
class _Same:
    """Equal answers to one version."""

    count: int = 0
    earned: float = 0.0
    thirds: list[int] = field(default_factory=lambda: [0, 0, 0])


class Tally:
    """Takes in attempt after attempt, so that not all answers need to be in memory at once."""

    def __init__(self, attempts: Sequence[Taken], readings: Readings) -> None:
        self.attempts = {attempt.id: attempt for attempt in attempts}
        places = thirds([attempt.fraction for attempt in attempts])
        self.thirds = dict(zip(self.attempts, places, strict=True)) if places else {}
        self.readings = readings
        self.same: dict[int, dict[tuple[int, str | None], _Same]] = defaultdict(lambda: defaultdict(_Same))
        self.pending: dict[int, int] = defaultdict(int)
        self.pairs: dict[int, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
        self.rows: list[dict[int, float]] = []
        self.seconds: dict[int, list[float]] = defaultdict(list)

    def add(self, answers: Iterable[Answer]) -> None:
        """Count the answers of whole attempts."""
        together: dict[int, list[Answer]] = defaultdict(list)
        for answer in answers:
            together[answer.attempt_id].append(answer)
        for attempt_id, of_attempt in together.items():
            attempt = self.attempts[attempt_id]
            self._count(of_attempt, self.thirds.get(attempt_id))
            self._compare(of_attempt)
            self._time(of_attempt, attempt.started_at)
            self.readings.add(attempt.user_id, of_attempt)

    def _count(self, answers: Iterable[Answer], third: Third | None) -> None:
        for answer in answers:
            if answer.fraction is None:
                self.pending[answer.item_id] += 1
                continue
            same = self.same[answer.item_id][answer.version_id, answer.response]
            same.count += 1
            same.earned += answer.fraction
            if third is not None:
                same.thirds[third] += 1

    def _compare(self, answers: Sequence[Answer]) -> None:
        """Set every question beside the rest of its attempt."""
        graded = [answer for answer in answers if answer.fraction is not None and answer.marks > 0]
        if any(answer.fraction is None for answer in answers):
            return
        scores = {answer.item_id: (answer.fraction or 0.0) * answer.marks for answer in graded}
        earned, possible = fsum(scores.values()), fsum(answer.marks for answer in graded)
        self.rows.append(scores)
        for answer in graded:
            if possible - answer.marks > TOLERANCE:
                own, rest = self.pairs[answer.item_id]
                own.append(answer.fraction or 0.0)
                rest.append((earned - scores[answer.item_id]) / (possible - answer.marks))

    def _time(self, answers: Iterable[Answer], started_at: datetime) -> None:
        given = sorted((answer.answered_at, answer.item_id) for answer in answers if answer.answered_at is not None)
        before = started_at
        for answered_at, item_id in given:
            self.seconds[item_id].append((answered_at - before).total_seconds())
            before = answered_at

    def figures(self, asked: Mapping[int, Asked]) -> Figures:
        """All figures; `asked` has the questions by the number of their item."""
        fixed = sorted(item_id for item_id, each in asked.items() if each.is_fixed)
        rows = [[row[item_id] for item_id in fixed] for row in self.rows if all(item in row for item in fixed)]
        alpha = reliability(rows)
        without = dict(zip(fixed, alpha.without, strict=True)) if alpha else {}
        sizes = [list(self.thirds.values()).count(third) for third in range(3)]
        return Figures(
            attempts=len(self.attempts),
            pending=sum(1 for attempt in self.attempts.values() if attempt.pending),
            thirds=(sizes[0], sizes[1], sizes[2]) if self.thirds else None,
            reliability=alpha,
            questions={item_id: self._figures(item_id, each, without.get(item_id)) for item_id, each in asked.items()},
            passages=self.readings.figures(),
            spread=bars(attempt.fraction for attempt in self.attempts.values() if not attempt.pending),
        )

    def _figures(self, item_id: int, asked: Asked, alpha_without: float | None) -> QuestionFigures:
        own, rest = self.pairs[item_id]
        return QuestionFigures(
            version_id=asked.version_id,
            result=summarise(asked.kind, asked.body, list(self._groups(item_id, asked.version_id))),
            pending=self.pending[item_id],
            discrimination=discrimination(own, rest),
            compared=len(own),
            seconds=median_seconds(self.seconds[item_id]),
            timed=len(self.seconds[item_id]),
            alpha_without=alpha_without,
        )

    def _groups(self, item_id: int, version_id: int) -> Iterable[Group]:
        for (answered, response), same in self.same[item_id].items():
            lower, middle, upper = same.thirds
            is_current = answered == version_id
            # What was answered to an earlier wording is only counted: it need not be read.
            value = None if response is None else json.loads(response) if is_current else {}
            yield Group(value, same.count, same.earned / same.count, is_current, (lower, middle, upper))
