"""How much of a course its page lays out at once: all of a short one, one module of a long one, a part of a very long module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN_WHOLE = 80
LESSONS_A_PAGE = 100


@dataclass(frozen=True)
class Part:
    """A module as far as this choice needs it."""

    module_id: int
    key: str
    lessons: int


@dataclass(frozen=True)
class Shown:
    """What is laid out: the modules, and of one that stands alone the page (counted from 1) and how many there are."""

    module_ids: tuple[int, ...]
    page: int = 1
    pages: int = 1

    @property
    def offset(self) -> int:
        return (self.page - 1) * LESSONS_A_PAGE


def shown(parts: Sequence[Part], *, asked: str | None, going_on: int | None, page: int) -> Shown:
    """Which lessons to lay out: of the module asked for (by key), else of the one where the reader goes on, else of the first."""
    if sum(part.lessons for part in parts) <= SHOWN_WHOLE:
        return Shown(tuple(part.module_id for part in parts))
    chosen = next((part for part in parts if part.key == asked), None)
    chosen = chosen or next((part for part in parts if part.module_id == going_on), parts[0])
    pages = max(1, -(-chosen.lessons // LESSONS_A_PAGE))
    return Shown((chosen.module_id,), min(max(page, 1), pages), pages)
