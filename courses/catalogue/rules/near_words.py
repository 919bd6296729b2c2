"""Words that are nearly the one that was typed.

Two words that differ by a few letters leave the same rest when a few letters are taken out of each (Wolf Garbe's symmetric
delete, 2012). The rests of all words of a course are stored; the rests of a typed word are looked up among them in one
indexed statement, and the few words found are measured here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Only the beginning of a word is taken apart, which keeps the number of rests of long words small.
PREFIX_LETTERS = 7
_SHORTEST_FOR_ONE = 4
_SHORTEST_FOR_TWO = 7


@dataclass(frozen=True)
class Candidate:
    """A word of a course: folded, as the course writes it, and how often."""

    word: str
    shown: str
    uses: int


def tolerance(word: str) -> int:
    """How many letters of a word may be wrong: none in short words, where every other word would be near."""
    if len(word) < _SHORTEST_FOR_ONE or not word.isalpha():
        return 0
    return 2 if len(word) >= _SHORTEST_FOR_TWO else 1


def variants(word: str, *, most: int | None = None) -> frozenset[str]:
    """The beginning of the word and what is left of it when up to `most` letters are taken out (its tolerance if None)."""
    found = {word[:PREFIX_LETTERS]}
    newest = set(found)
    for _round in range(tolerance(word) if most is None else most):
        newest = {rest[:place] + rest[place + 1 :] for rest in newest for place in range(len(rest)) if len(rest) > 1}
        found |= newest
    return frozenset(found)


def distance(one: str, other: str, *, most: int) -> int:
    """How many letters to add, drop, change or swap with their neighbour; `most` + 1 stands for any more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, facing in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def nearest(word: str, candidates: Iterable[Candidate]) -> Candidate | None:
    """The candidate most likely meant: the nearest, then one with the same first letter, then the more frequent one."""
    most = tolerance(word)
    measured = [(distance(word, each.word, most=most), each) for each in candidates]
    near = [(steps, each.word[:1] != word[:1], -each.uses, each.word) for steps, each in measured if steps <= most]
    by_word = {each.word: each for _steps, each in measured}
    return by_word[min(near)[-1]] if near else None
