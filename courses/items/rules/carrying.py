"""Bringing an answer to one version of a question over to another: which part of the one is which of the other."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from courses.items.rules.text import plain

Part = TypeVar("Part")


def matched(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For the number of each old text (HTML) the number of the new one that says the same; what cannot be found is left out.

    Equal HTML first, then equal words, then what is left over in its order, if equally many are left over on both sides: those
    were reworded. Texts that stand there twice are matched in their order.
    """
    return matched_by(old, new, str, plain)


def matched_by(old: Sequence[Part], new: Sequence[Part], *forms: Callable[[Part], Hashable]) -> dict[int, int]:
    """As `matched`: parts are the same that are equal in the first of the forms, else in the second, and so on."""
    found: dict[int, int] = {}
    for form in forms:
        found |= _same(old, new, *_left(old, new, found), form)
    lonely, free = _left(old, new, found)
    if len(lonely) == len(free):
        found |= dict(zip(lonely, free, strict=True))
    return found


def _same(
    old: Sequence[Part],
    new: Sequence[Part],
    lonely: Iterable[int],
    free: Iterable[int],
    form: Callable[[Part], Hashable],
) -> dict[int, int]:
    """The matches among the numbers that are still without one."""
    places: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for number in free:
        places[form(new[number])].append(number)
    wanted = ((number, form(old[number])) for number in lonely)
    return {number: places[part].popleft() for number, part in wanted if places[part]}


def _left(old: Sequence[Part], new: Sequence[Part], found: dict[int, int]) -> tuple[list[int], list[int]]:
    taken = set(found.values())
    return [n for n in range(len(old)) if n not in found], [n for n in range(len(new)) if n not in taken]
