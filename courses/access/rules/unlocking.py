"""When a lesson is open, and the reason when it is not."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Lock:
    """Why a lesson is closed: the day it opens, or the lessons (id, title) to complete first."""

    opens_on: date | None = None
    missing: tuple[tuple[int, str], ...] = ()


def lock_of(
    *, opens_on: date | None, requires: Sequence[tuple[int, str]], completed: AbstractSet[int], today: date
) -> Lock | None:
    """The lock on a lesson for a learner, or None if it is open; the day comes before the lessons."""
    if opens_on and today < opens_on:
        return Lock(opens_on=opens_on)
    missing = tuple((lesson_id, title) for lesson_id, title in requires if lesson_id not in completed)
    return Lock(missing=missing) if missing else None
