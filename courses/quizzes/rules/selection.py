"""Which questions an attempt asks, and in which order."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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

    Where pools overlap, one gives a question up for another that it can do without, so that as many are drawn as there can be, and
    none of them was asked before while one that was not could stand in its place.
    """
    fitting: dict[int, list[int]] = {}
    for number, pool in enumerate(pools):
        for item in dict.fromkeys(pool.candidates):
            if item not in taken:
                fitting.setdefault(item, []).append(number)
    lots = {item: rng.random() for item in fitting}
    drawing = _Drawing(fitting, [pool.draw for pool in pools], [[] for _ in pools])
    for item in sorted(fitting, key=lambda item: (seen.get(item, 0), lots[item])):
        if not any(drawing.room):
            break
        drawing.take(item)
    for items in drawing.drawn:
        rng.shuffle(items)
    return drawing.drawn


@dataclass
class _Drawing:
    """Questions that are given to pools one after the other; one that has found its place is never left out again, so that those who come
    first are served first. Source: Edmonds & Fulkerson 1965, on the matroid of what can be assigned together.

    `fitting`: the pools that may ask each; `room`: how many each pool still wants; `full`: pools to which nothing more can come,
    whatever is exchanged.
    """

    fitting: Mapping[int, Sequence[int]]
    room: list[int]
    drawn: list[list[int]]
    holder: dict[int, int] = field(default_factory=dict)
    full: set[int] = field(default_factory=set)

    def take(self, item: int) -> None:
        """Give the question to a pool, if need be by a chain of exchanges (Kuhn 1955)."""
        coming = {number: item for number in self.fitting[item] if number not in self.full}
        wanting = deque(coming)
        while wanting:
            number = wanting.popleft()
            if self.room[number]:
                self._exchange(number, coming)
                return
            for held in self.drawn[number]:
                for other in self.fitting[held]:
                    if other not in coming and other not in self.full:
                        coming[other] = held
                        wanting.append(other)
        self.full.update(coming)

    def _exchange(self, number: int, coming: Mapping[int, int]) -> None:
        """Hand the pool that has room what comes to it, the one that held this what comes there, and so on."""
        self.room[number] -= 1
        holder: int | None = number
        while holder is not None:
            number, item = holder, coming[holder]
            holder = self.holder.get(item)
            self.holder[item] = number
            self.drawn[number].append(item)
            if holder is not None:
                self.drawn[holder].remove(item)
