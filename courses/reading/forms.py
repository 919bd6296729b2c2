"""The shape of what the page's scripts send: a position, or all that a browser kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from courses.reading.rules.place import Carried, Position

KEY_LENGTH = 64
MOST_POSITIONS = 200
OLDEST = timedelta(days=400)


def read_position(sent: Any) -> Position | None:
    """The position in a script's or a form's message, or None if there is none in it."""
    if not hasattr(sent, "get"):
        return None
    passage = _key(sent.get("passage"))
    is_end = sent.get("end") in (True, "1", "true")
    return Position(passage, is_end) if passage or is_end else None


def read_carried(sent: Any, *, now: datetime) -> list[Carried]:
    """The positions in a message, the newest first, at most MOST_POSITIONS; what cannot be understood is left out."""
    listed = sent.get("positions") if isinstance(sent, dict) else None
    found = [_carried(each, now) for each in listed] if isinstance(listed, list) else []
    newest_first = sorted((each for each in found if each), key=lambda each: each.at, reverse=True)
    return newest_first[:MOST_POSITIONS]


def _carried(sent: Any, now: datetime) -> Carried | None:
    position = read_position(sent)
    if position is None or not isinstance(sent.get("lesson"), str):
        return None
    course, _slash, lesson = sent["lesson"].partition("/")
    if not _key(course) or not _key(lesson):
        return None
    return Carried(course, lesson, position, _instant(sent.get("at"), now))


def _key(value: Any) -> str | None:
    """A key as the course's files write them, or None."""
    if not isinstance(value, str) or not 0 < len(value) <= KEY_LENGTH:
        return None
    return value if value.replace("-", "").replace("_", "").isalnum() else None


def _instant(value: Any, now: datetime) -> datetime:
    """When it was, as far as a browser's clock can be believed."""
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return now
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant if now - OLDEST <= instant <= now else now
