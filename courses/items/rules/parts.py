"""Reading the keys of an item as its author wrote them, noting everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.items.rules.kinds.context import Context, Path
from courses.items.rules.numbers import number_of
from courses.items.rules.text import unwrapped

LONGEST_TEXT = 20_000
LONGEST_LABEL = 2_000
# Python refuses to write out whole numbers of thousands of digits.
HUGE = 10**1000


@dataclass(frozen=True)
class Part:
    """A mapping inside an item and the way to it. Every method notes what is wrong and returns something usable."""

    spec: Mapping[str, Any]
    context: Context
    path: Path = ()

    def problem(self, key: str | int, message: str) -> None:
        """Note what is wrong with a key."""
        self.context.problem((*self.path, key), message)

    def only(self, allowed: frozenset[str]) -> None:
        """Note every key that has no business here."""
        for key in self.spec:
            if key not in allowed:
                self.problem(str(key), f"Unknown key '{key}'. Known here: {', '.join(sorted(allowed))}.")

    def text(self, key: str, *, optional: bool = False, longest: int = LONGEST_TEXT) -> str:
        """Words as written; numbers count as words."""
        value = self.spec.get(key)
        if value is None:
            if not optional:
                self.problem(key, f"'{key}' is missing.")
            return ""
        return self._words(key, key, value, longest)

    def _words(self, place: str | int, name: str, value: object, longest: int) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.problem(place, f"'{name}' should be a text. Put it between quotation marks if it is meant as words.")
            return ""
        if isinstance(value, int) and abs(value) >= HUGE:
            self.problem(
                place, f"'{name}' has too many digits. Put it between quotation marks if it is meant as words."
            )
            return ""
        words = str(value).strip()
        if not words:
            self.problem(place, f"'{name}' is empty.")
        if len(words) > longest:
            self.problem(place, f"'{name}' has {len(words)} characters; at most {longest} are allowed.")
            return ""
        return words

    def html(self, key: str, *, optional: bool = False) -> str | None:
        """Markdown, rendered; None if it is absent."""
        words = self.text(key, optional=optional)
        return self.context.render(words, (*self.path, key)) if words else None

    def line(self, key: str, *, optional: bool = False) -> str:
        """Markdown that is one paragraph at most, rendered without the paragraph's marks: it may stand in a label."""
        words = self.text(key, optional=optional, longest=LONGEST_LABEL)
        return self._inline(key, key, words)

    def _inline(self, place: str | int, name: str, words: str) -> str:
        if not words:
            return ""
        inside = unwrapped(self.context.render(words, (*self.path, place)))
        if inside is None:
            self.problem(place, f"'{name}' should be one paragraph, without lists or blocks.")
        return inside or ""

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self.spec.get(key, default)
        if not isinstance(value, bool):
            self.problem(key, f"'{key}' should be true or false.")
            return default
        return value

    def fraction(self, key: str, *, low: float, default: float | None = None) -> float:
        """A number from `low` to 1."""
        value = self.number(key, default=default)
        if not low <= value <= 1:
            self.problem(key, f"'{key}' should be a number from {low:g} to 1.")
            return 0.0
        return value

    def number(self, key: str, *, default: float | None = None) -> float:
        """A finite number."""
        value = self.spec.get(key, default)
        number = number_of(value)
        if number is None:
            self.problem(key, f"'{key}' is missing." if value is None else f"'{key}' should be a number.")
        return number or 0.0

    def _list(self, key: str, low: int, high: int) -> list[Any]:
        value = self.spec.get(key)
        if value is None and low == 0:
            return []
        if not isinstance(value, list):
            self.problem(key, f"'{key}' is missing." if value is None else f"'{key}' should be a list.")
            return []
        if not low <= len(value) <= high:
            self.problem(key, f"'{key}' should have {low} to {high} entries, not {len(value)}.")
        return value[:high]

    def entries(self, key: str, low: int, high: int) -> list[tuple[int, Any]]:
        """The entries of a list with their numbers, whatever they are."""
        return list(enumerate(self._list(key, low, high)))

    def parts(self, key: str, allowed: frozenset[str], low: int, high: int) -> list[Part]:
        """A list of mappings, each checked for unknown keys."""
        found = []
        for number, value in enumerate(self._list(key, low, high)):
            if not isinstance(value, Mapping):
                self.context.problem(
                    (*self.path, key, number), f"Every entry of '{key}' should have keys: {', '.join(sorted(allowed))}."
                )
                continue
            part = Part(value, self.context, (*self.path, key, number))
            part.only(allowed)
            found.append(part)
        return found

    def worded(
        self, key: str, allowed: frozenset[str], low: int, high: int, *, longest: int = LONGEST_LABEL
    ) -> list[tuple[str, Path, Part]]:
        """A list of words, or of mappings that hold them as `text`: the words, where they stand, and the mapping (empty for bare words)."""
        found = []
        for number, value in enumerate(self._list(key, low, high)):
            place: Path = (*self.path, key, number)
            part = Part(value if isinstance(value, Mapping) else {}, self.context, place)
            if isinstance(value, Mapping):
                part.only(allowed)
                found.append((part.text("text", longest=longest), (*place, "text"), part))
            else:
                inside = Part({}, self.context, place[:-1])
                found.append((inside._words(number, key, value, longest), place, part))
        return found

    def references(self, key: str, most: int) -> list[str]:
        """Passages named, each of which there should be; none if absent."""
        found = self.texts(key, 0, most)
        self.different(key, found)
        for number, reference in enumerate(found):
            if reference and reference not in self.context.passages:
                self.context.problem((*self.path, key, number), f"There is no passage '{reference}'.")
        return [reference for reference in dict.fromkeys(found) if reference in self.context.passages]

    def texts(self, key: str, low: int, high: int, *, longest: int = LONGEST_LABEL) -> list[str]:
        """A list of words as written."""
        inside = Part({}, self.context, (*self.path, key))
        return [inside._words(number, key, value, longest) for number, value in enumerate(self._list(key, low, high))]

    def lines(self, key: str, low: int, high: int) -> list[str]:
        """A list of one-paragraph Markdown, rendered."""
        inside = Part({}, self.context, (*self.path, key))
        return [inside._inline(number, key, words) for number, words in enumerate(self.texts(key, low, high))]

    def pages(self, key: str, low: int, high: int) -> list[str]:
        """A list of Markdown, rendered."""
        return [
            self.context.render(words, (*self.path, key, number)) if words else ""
            for number, words in enumerate(self.texts(key, low, high, longest=LONGEST_TEXT))
        ]

    def different(self, key: str, values: Sequence[str], *, inside: str | None = None) -> None:
        """Note every value that stood there before; `inside` is the key of the entry it was read from."""
        for number, value in enumerate(values):
            if value and value in values[:number]:
                place = (*self.path, key, number, *([inside] if inside else []))
                self.context.problem(place, f"This stands in '{key}' twice.")
