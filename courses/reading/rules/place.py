"""Where to go on reading when the passage one stopped at is there no longer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


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
