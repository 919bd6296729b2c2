"""Bringing an answer to one version of a question over to another: which part of the one is which of the other."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence

from courses.items.rules.text import plain


def matched(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For the number of each old text (HTML) the number of the new one that says the same; what cannot be found is left out.

    Equal HTML first, then equal words, then what is left over in its order, if equally many are left over on both sides: those
    were reworded. Texts that stand there twice are matched in their order.
    """
    found = _same(old, new, range(len(old)), range(len(new)), str)
    found |= _same(old, new, *_left(old, new, found), plain)
    lonely, free = _left(old, new, found)
    if len(lonely) == len(free):
        found |= dict(zip(lonely, free, strict=True))
    return found


def _same(
    old: Sequence[str], new: Sequence[str], lonely: Iterable[int], free: Iterable[int], form: Callable[[str], str]
) -> dict[int, int]:
    """The matches among the numbers that are still without one, texts brought to a form in which equal ones are the same."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for number in free:
        places[form(new[number])].append(number)
    wanted = ((number, form(old[number])) for number in lonely)
    return {number: places[text].popleft() for number, text in wanted if places[text]}


def _left(old: Sequence[str], new: Sequence[str], found: dict[int, int]) -> tuple[list[int], list[int]]:
    taken = set(found.values())
    return [n for n in range(len(old)) if n not in found], [n for n in range(len(new)) if n not in taken]
