"""Marking by hand and contesting: what a mark is worth, which marks may be contested, and how an answer is named without naming anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

from courses.items.rules.grading import TOLERANCE
from courses.items.rules.kinds import KINDS
from courses.items.rules.kinds.context import Body
from courses.items.rules.numbers import number_of
from courses.items.rules.rubric import rubric_fraction
from models.enums import Behaviour

LONGEST_COMMENT = 10_000
SHORTEST_REASON, LONGEST_REASON = 10, 2_000

# Names of answers are numbers below 2**48, in hexadecimal digits: the upper 32 bits hide the attempt, the lower 16 are the position.
SPAN, PLACES, DIGITS = 2**32, 2**16, 12


def kinds_by_hand() -> tuple[str, ...]:
    """The kinds whose answers a person marks."""
    return tuple(sorted(name for name, kind in KINDS.items() if getattr(kind, "BY_HAND", False)))


@dataclass(frozen=True)
class Veil:
    """Turns answers into names that tell nothing of who gave them or when, and by which they are put in order.

    `factor`: odd, so that multiplying by it modulo 2**32 can be undone; databases multiply by it too.
    """

    factor: int

    def name(self, attempt_id: int, position: int) -> str:
        """The name of an answer."""
        return self.written(attempt_id * self.factor % SPAN * PLACES + position)

    def written(self, number: int) -> str:
        """A number, as the database computes it, as a name."""
        return f"{number:0{DIGITS}x}"

    def number(self, name: str) -> int | None:
        """The number a name is written for; None for what is no name."""
        is_name = len(name) == DIGITS and set(name) <= set("0123456789abcdef")
        return int(name, 16) if is_name else None

    def place(self, name: str) -> tuple[int, int] | None:
        """The attempt and the position a name stands for; None for what is no name."""
        number = self.number(name)
        if number is None:
            return None
        attempt_id = number // PLACES * pow(self.factor, -1, SPAN) % SPAN
        # Larger numbers than a column can hold are nobody's.
        return (attempt_id, number % PLACES) if attempt_id < SPAN // 2 else None


def veil_of(secret: str) -> Veil:
    """The veil of a site: the same as long as its secret is."""
    digest = blake2b(secret.encode(), digest_size=4, person=b"marking").digest()
    return Veil(int.from_bytes(digest, "big") | 1)


@dataclass(frozen=True)
class Mark:
    """What a person gives an answer: the share of its marks, 0-1, and the levels of the rubric by criterion."""

    fraction: float
    levels: Mapping[str, int] = field(default_factory=dict)


class Wrong(StrEnum):
    """Why what was sent is no mark."""

    NO_LEVEL = "no level"
    UNKNOWN_LEVEL = "unknown level"
    NO_NUMBER = "no number"
    OUT_OF_RANGE = "out of range"


def mark_by_rubric(body: Body, chosen: Sequence[str]) -> Mark | Wrong:
    """The mark that the levels chosen (their numbers as sent, in the order of the criteria; empty: none) come to."""
    criteria = [criterion["id"] for criterion in body["rubric"]]
    if len(chosen) != len(criteria) or not all(chosen):
        return Wrong.NO_LEVEL
    if not all(word.isascii() and word.isdecimal() and len(word) < 3 for word in chosen):
        return Wrong.UNKNOWN_LEVEL
    levels = dict(zip(criteria, map(int, chosen), strict=True))
    try:
        return Mark(rubric_fraction(body, levels), levels)
    except ValueError:
        return Wrong.UNKNOWN_LEVEL


def mark_by_number(words: str, marks: float) -> Mark | Wrong:
    """The mark that a number from 0 to `marks` comes to; a decimal comma is a point."""
    number = number_of(words.strip().replace(",", ".", 1))
    if number is None:
        return Wrong.NO_NUMBER
    if not -TOLERANCE <= number <= marks + TOLERANCE:
        return Wrong.OUT_OF_RANGE
    # On ten digits, so that a third of the marks written out is the same as one computed.
    return Mark(min(1.0, max(0.0, round(number / marks, 10))))


def same_mark(one: Mark, fraction: float | None, levels: Mapping[str, int]) -> bool:
    """Whether a mark is the one that stands already."""
    return fraction is not None and abs(one.fraction - fraction) <= TOLERANCE and dict(one.levels) == dict(levels)


class NoContest(StrEnum):
    """Why a mark cannot be contested."""

    UNFINISHED = "unfinished"
    PRACTICE = "practice"
    HIDDEN = "hidden"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    NOTHING_LOST = "nothing lost"


def no_contest(
    behaviour: Behaviour, *, is_finished: bool, is_shown: bool, is_answered: bool, is_waiting: bool, fraction: float
) -> NoContest | None:
    """Why the mark of an answer cannot be contested; None if it can. `is_shown`: whether the learner may see if it is right."""
    hindrances = {
        NoContest.UNFINISHED: not is_finished,
        NoContest.PRACTICE: behaviour is Behaviour.PRACTICE,
        NoContest.HIDDEN: not is_shown,
        NoContest.UNANSWERED: not is_answered,
        NoContest.WAITING: is_waiting,
        NoContest.NOTHING_LOST: fraction >= 1 - TOLERANCE,
    }
    return next((reason for reason, holds in hindrances.items() if holds), None)
