"""Places in a text: where somebody is, and where to go on when the passage one stopped at is there no longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Position:
    """A passage of a lesson, and whether the end was reached."""

    passage: str | None
    is_end: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """A position that a browser kept for a visitor."""

    course: str
    lesson: str
    position: Position
    at: datetime


class Place(NamedTuple):
    """A passage of a lesson, now there or once there."""

    key: str
    position: int
    is_there: bool


def nearest(places: Sequence[Place], key: str) -> str | None:
    """The passage `key` if it is still there, else the last one before it, else the first; None if `key` never was."""
    wanted = next((place for place in places if place.key == key), None)
    if wanted is None:
        return None
    if wanted.is_there:
        return key
    there = sorted((place for place in places if place.is_there), key=lambda place: place.position)
    before = [place for place in there if place.position <= wanted.position]
    chosen = before[-1:] or there[:1]
    return chosen[0].key if chosen else None
