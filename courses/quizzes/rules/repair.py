"""A repaired question and the answers it was given before: what each of them is worth now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from courses.items.rules.grading import TOLERANCE, grade_answer
from courses.items.rules.kinds import KINDS
from courses.items.rules.kinds.context import Body
from courses.items.rules.spec import PENALTY
from courses.quizzes.rules.scoring import has_passed, slot_fraction
from models.enums import Behaviour

BARS = 10


@dataclass(frozen=True)
class Wording:
    """A version of a question; `id` is 0 for one that is not published yet."""

    id: int
    kind: str
    body: Body


@dataclass(frozen=True)
class Given:
    """An answer as it was given and what it earned. `checked`: the answers that were checked on the way, in their order, None for one
    that an earlier repair could not bring over; `is_marked`: by a person."""

    response: Mapping[str, Any] | None
    order: Mapping[str, Any]
    fraction: float
    certainty: int | None = None
    checked: Sequence[Mapping[str, Any] | None] = ()
    is_marked: bool = False


@dataclass(frozen=True)
class Regraded:
    """The answer in the words of the new version, what it earns there, and those that were checked on the way."""

    response: Mapping[str, Any] | None
    order: Mapping[str, Any]
    fraction: float
    checked: Sequence[Mapping[str, Any] | None] = ()


def regrade(behaviour: Behaviour, old: Wording, new: Wording, given: Given) -> Regraded | None:
    """What an answer to the old version is worth by the new one; None when it keeps its marks: it cannot be brought over, or a
    person has marked it."""
    if old.kind != new.kind or given.is_marked:
        return None
    order = fitting(given.order, KINDS[new.kind].order(new.body, Random(0), shuffle=False))  # noqa: S311  Not a secret.
    checked = [each and _carried(old, new, each) for each in given.checked]
    if given.response is None:
        return Regraded(None, order, given.fraction, checked)
    response = _carried(old, new, given.response)
    if response is None or grade_answer(new.kind, new.body, response).is_pending:
        return None
    tried = list(checked) if behaviour is Behaviour.INTERACTIVE else []
    if not tried or tried[-1] != response:
        tried.append(response)
    tries = next((number for number, each in enumerate(tried) if _is_right(new, each)), len(tried) - 1)
    # The first right try ends the trying; where none is, the last counts.
    fraction = _earned(behaviour, new, tried[tries] or response, given.certainty, tries)
    return Regraded(response, order, fraction, checked)


def _is_right(new: Wording, response: Mapping[str, Any] | None) -> bool:
    return grade_answer(new.kind, new.body, response).is_right


def _carried(old: Wording, new: Wording, response: Mapping[str, Any]) -> dict[str, Any] | None:
    return KINDS[new.kind].carry(old.body, new.body, response)


def _earned(
    behaviour: Behaviour, new: Wording, response: Mapping[str, Any], certainty: int | None, tries: int
) -> float:
    fraction = grade_answer(new.kind, new.body, response).fraction
    penalty = new.body.get("penalty", PENALTY)
    return slot_fraction(behaviour, fraction, is_answered=True, certainty=certainty, tries=tries, penalty=penalty)


def fitting(order: Any, fresh: Any) -> Any:
    """The arrangement that was shown, as far as it still arranges the same parts; else a fresh one."""
    if isinstance(fresh, Mapping):
        shown = order if isinstance(order, Mapping) else {}
        return {name: fitting(shown.get(name), value) for name, value in fresh.items()}
    if isinstance(fresh, list) and isinstance(order, list) and _members(order) == _members(fresh):
        return order
    return fresh


def _members(parts: Sequence[Any]) -> list[str]:
    return sorted(map(repr, parts))


@dataclass(frozen=True)
class Change:
    """An attempt that a repair touches, with its result before and after, 0-1.

    `is_carried`: whether an answer could be replayed; `kept`: how many could not, and keep their marks.
    """

    attempt_id: int
    user_id: int
    quiz_id: int
    before: float
    after: float
    pass_fraction: float
    is_carried: bool = True
    kept: int = 0

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def passes_now(self) -> bool:
        return not has_passed(self.before, self.pass_fraction) and has_passed(self.after, self.pass_fraction)

    @property
    def fails_now(self) -> bool:
        return has_passed(self.before, self.pass_fraction) and not has_passed(self.after, self.pass_fraction)


@dataclass(frozen=True)
class Impact:
    """What a repair would do. `lines` hold every attempt touched, the greatest change first; bars count results by tenths."""

    lines: tuple[Change, ...]
    learners: int
    quizzes: int
    rising: int
    falling: int
    passing: int
    failing: int
    uncarried: int
    before_bars: tuple[int, ...]
    after_bars: tuple[int, ...]

    @property
    def same(self) -> int:
        return len(self.lines) - self.rising - self.falling


def impact_of(changes: Iterable[Change]) -> Impact:
    """Sum up what a repair does to the attempts it touches."""
    lines = tuple(sorted(changes, key=lambda change: (-abs(change.difference), change.attempt_id)))
    return Impact(
        lines=lines,
        learners=len({line.user_id for line in lines}),
        quizzes=len({line.quiz_id for line in lines}),
        rising=sum(line.difference > TOLERANCE for line in lines),
        falling=sum(line.difference < -TOLERANCE for line in lines),
        passing=sum(line.passes_now for line in lines),
        failing=sum(line.fails_now for line in lines),
        uncarried=sum(line.kept for line in lines),
        before_bars=bars([line.before for line in lines]),
        after_bars=bars([line.after for line in lines]),
    )


def bars(fractions: Iterable[float]) -> tuple[int, ...]:
    """How many fractions lie in each tenth from 0 to 1; 1 belongs to the last."""
    counts = [0] * BARS
    for fraction in fractions:
        counts[min(BARS - 1, int(fraction * BARS + TOLERANCE))] += 1
    return tuple(counts)
