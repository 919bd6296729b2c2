"""Whether every lesson can be reached: finding circles of lessons that require each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def circles(requires: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Every circle found, once, as the lessons in it in the order in which each requires the next."""
    done: set[str] = set()
    found = []
    for start in requires:
        if start not in done:
            found += _search(start, requires, done)
    return found


def _search(start: str, requires: Mapping[str, Sequence[str]], done: set[str]) -> list[list[str]]:
    """Walk from `start` without recursion: a chain may be as long as the course."""
    way = [start]
    steps = [iter(requires.get(start, ()))]
    found = []
    while way:
        following = next(steps[-1], None)
        if following is None:
            done.add(way.pop())
            steps.pop()
        elif following in way:
            found.append(way[way.index(following) :])
        elif following not in done and following in requires:
            way.append(following)
            steps.append(iter(requires[following]))
    return found
