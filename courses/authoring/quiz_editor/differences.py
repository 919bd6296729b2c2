"""What changed from one state of a quiz's file to the next, for people: entries by their words, and lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from courses.authoring.quiz_editor.places import head_of, specs_of

LONGEST_WORDS = 120
MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that changed: its id, the words it is known by, and the keys that are not what they were."""

    key: str
    words: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the difference: `+` added, `-` taken out, `@` the place, empty for one that stands around it."""

    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What is other in the newer state. `head`: keys of the quiz itself; `is_reordered`: entries on both sides stand in another order."""

    added: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    head: tuple[str, ...]
    is_reordered: bool
    lines: tuple[Line, ...]
    is_cut: bool

    @property
    def is_layout(self) -> bool:
        """Whether only comments, blank lines or the way of writing changed."""
        return not (self.added or self.changed or self.removed or self.head or self.is_reordered)


def difference(old: str, new: str) -> Difference:
    """From the text of a quiz's file to a later one; `old` is empty for the first."""
    before, after = specs_of(old), specs_of(new)
    both = [key for key in after if key in before]
    lines = list(_lines(old, new))
    return Difference(
        added=tuple(_entry(key, after[key]) for key in after if key not in before),
        changed=tuple(_entry(key, after[key], before[key]) for key in both if _keys(before[key], after[key])),
        removed=tuple(_entry(key, before[key]) for key in before if key not in after),
        head=_keys(head_of(old), head_of(new)),
        is_reordered=both != [key for key in before if key in after],
        lines=tuple(lines[:MOST_LINES]),
        is_cut=len(lines) > MOST_LINES,
    )


def _entry(key: str, spec: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Entry:
    words = " ".join(str(spec.get("title") or spec.get("prompt") or key).split())
    short = f"{words[:LONGEST_WORDS].rstrip()}…" if len(words) > LONGEST_WORDS else words
    return Entry(key, short, _keys(before, spec) if before else ())


def _keys(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys whose values differ."""
    return tuple(key for key in {**one, **other} if one.get(key) != other.get(key))


def _lines(old: str, new: str) -> Iterator[Line]:
    found = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    for number, line in enumerate(found):
        # The first two name the files.
        if number > 1:
            sign = line[:1].strip()
            yield Line(sign, line.strip("@ ") if sign == "@" else line[1:])
