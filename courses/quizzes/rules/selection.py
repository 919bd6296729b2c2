"""Which questions an attempt asks, and in which order."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from courses.quizzes.rules.settings import Settings


@dataclass(frozen=True)
class Fixed:
    """A question that every attempt asks; `is_text`: it only tells something and stays where it stands."""

    item_id: int
    position: int
    section: int
    marks: float
    is_text: bool = False


@dataclass(frozen=True)
class Pool:
    """A place at which `draw` of the candidates are asked."""

    position: int
    section: int
    marks: float
    draw: int
    candidates: Sequence[int]


@dataclass(frozen=True)
class Chosen:
    """A question of an attempt."""

    item_id: int
    section: int
    marks: float
    is_text: bool = False


def select(
    fixed: Sequence[Fixed], pools: Sequence[Pool], seen: Mapping[int, int], settings: Settings, rng: Random
) -> list[Chosen]:
    """The questions of a new attempt, in its order. `seen`: how often the learner has been asked each before.

    No question comes twice. A pool that has too few candidates gives what it has.
    """
    drawn = draw(pools, frozenset(each.item_id for each in fixed), seen, rng)
    entries = [
        (each.section, each.position, [Chosen(each.item_id, each.section, each.marks, each.is_text)]) for each in fixed
    ]
    for pool, items in zip(pools, drawn, strict=True):
        entries.append((pool.section, pool.position, [Chosen(item, pool.section, pool.marks) for item in items]))
    entries.sort(key=lambda entry: entry[:2])
    questions = [chosen for _, _, several in entries for chosen in several]
    sections = dict.fromkeys(chosen.section for chosen in questions)
    arranged: list[Chosen] = []
    for number in sections:
        own = [chosen for chosen in questions if chosen.section == number]
        arranged += shuffled(own, rng) if settings.shuffle or settings.section(number).shuffle else own
    return arranged


def shuffled(questions: Sequence[Chosen], rng: Random) -> list[Chosen]:
    """The questions in any order; texts stay in their places."""
    moving = [chosen for chosen in questions if not chosen.is_text]
    rng.shuffle(moving)
    rest = iter(moving)
    return [chosen if chosen.is_text else next(rest) for chosen in questions]


def draw(pools: Sequence[Pool], taken: frozenset[int], seen: Mapping[int, int], rng: Random) -> list[list[int]]:
    """The questions drawn for each pool: those asked least often before, by lot among equals.

    Where pools overlap, one gives a question up for another that it can do without, so that as many are drawn as there can be.
    """
    wishes = [
        _by_preference([item for item in dict.fromkeys(pool.candidates) if item not in taken], seen, rng)
        for pool in pools
    ]
    owner: dict[int, int] = {}
    for number, pool in enumerate(pools):
        for _ in range(pool.draw):
            if not _take(number, wishes, owner):
                break
    drawn: list[list[int]] = [[] for _ in pools]
    for item, number in owner.items():
        drawn[number].append(item)
    for items in drawn:
        rng.shuffle(items)
    return drawn


def _by_preference(items: Sequence[int], seen: Mapping[int, int], rng: Random) -> list[int]:
    lots = {item: rng.random() for item in items}
    return sorted(items, key=lambda item: (seen.get(item, 0), lots[item]))


def _take(pool: int, wishes: Sequence[Sequence[int]], owner: dict[int, int]) -> bool:
    """Give a pool one question more, if need be by a chain of exchanges (Kuhn 1955); whether that was possible."""
    came_from: dict[int, int] = {}
    wanting: deque[int] = deque([pool])
    wanted_for: dict[int, int] = {}
    asked = {pool}
    while wanting:
        number = wanting.popleft()
        for item in wishes[number]:
            if item in wanted_for:
                continue
            wanted_for[item] = number
            if item not in owner:
                _exchange(item, wanted_for, came_from, owner)
                return True
            holder = owner[item]
            if holder not in asked:
                asked.add(holder)
                came_from[holder] = item
                wanting.append(holder)
    return False


def _exchange(item: int, wanted_for: Mapping[int, int], came_from: Mapping[int, int], owner: dict[int, int]) -> None:
    """Hand the free item to whoever wanted it, what that pool held to the one before it, and so on."""
    while True:
        number = wanted_for[item]
        owner[item] = number
        if number not in came_from:
            return
        item = came_from[number]
