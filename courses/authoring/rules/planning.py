"""The difference between a compiled course and what the database holds of it. Pure; nothing is ever deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from courses.authoring.rules.records import Name, Records, Thing, Values


@dataclass(frozen=True)
class Stored:
    """A record as the database holds it; a retired one is kept with everything that hangs on it."""

    values: Values
    is_retired: bool = False


@dataclass(frozen=True)
class Plan:
    """What is to be done so that the database holds `wanted`; `unchanged` counts what stays as it is."""

    wanted: Records
    added: tuple[Name, ...] = ()
    changed: tuple[Name, ...] = ()
    returned: tuple[Name, ...] = ()
    retired: tuple[Name, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.returned or self.retired)

    @property
    def written(self) -> tuple[Name, ...]:
        """Every record that gets new values, in an order in which each refers to those before it only."""
        return tuple(sorted((*self.added, *self.changed, *self.returned), key=_order))

    def of(self, thing: Thing, names: tuple[Name, ...]) -> list[Name]:
        """Those of the names that are of one kind."""
        return [each for each in names if each[0] is thing]


def plan(wanted: Records, stored: Mapping[Name, Stored]) -> Plan:
    """What changes from `stored` to `wanted`."""
    known = {each: stored[each] for each in wanted if each in stored}
    return Plan(
        wanted,
        added=tuple(each for each in wanted if each not in stored),
        changed=tuple(
            each for each, record in known.items() if not record.is_retired and record.values != wanted[each]
        ),
        returned=tuple(each for each, record in known.items() if record.is_retired),
        retired=tuple(each for each, record in stored.items() if not record.is_retired and each not in wanted),
    )


def after(done: Plan, stored: Mapping[Name, Stored]) -> dict[Name, Stored]:
    """What the database holds when the plan is carried out."""
    kept = {each: Stored(record.values, record.is_retired or each in done.retired) for each, record in stored.items()}
    return {**kept, **{each: Stored(done.wanted[each]) for each in done.wanted}}


def summary(done: Plan) -> Iterator[tuple[str, Thing, int]]:
    """What happens to how many things: ("added", Thing.LESSON, 20), in a steady order."""
    for act in ("added", "changed", "returned", "retired"):
        counts = Counter(each[0] for each in getattr(done, act))
        for thing in Thing:
            if counts[thing]:
                yield act, thing, counts[thing]


_ORDER = {thing: number for number, thing in enumerate(Thing)}


def _order(each: Name) -> int:
    return _ORDER[each[0]]
