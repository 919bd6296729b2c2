"""Which questions say the same, or nearly the same; found without comparing each with each.

Two texts are alike when their three-letter shingles are (Jaccard index of at least 0.85) and they hold the same numbers: what differs in a
number only is another question. The candidates come from an index of rare shingles (prefix filtering; Bayardo, Ma & Srikant 2007).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

ALIKE = 0.85
SHINGLE = 3
# A long text is told by its beginning; what comes after costs time only.
MOST_CHARACTERS = 2_000
# Fewer words than these are asked again and again: "Which of these is right?" is another question with another answer.
FEW_WORDS = 10
# Two long texts that are alike have at least so many of their rare shingles in common.
IN_COMMON = 4
# Where so many different texts share a rare shingle, the first of them stand for the others.
MOST_CANDIDATES = 300
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Key = TypeVar("Key", bound=Hashable)
Prints = frozenset[str]


@dataclass(frozen=True)
class Signature:
    """A text as it is compared: its words without case and accents, its numbers, its shingles."""

    words: str
    numbers: tuple[str, ...]
    prints: Prints = field(compare=False)


def signature(text: str, *, most: int | None = MOST_CHARACTERS) -> Signature:
    """What a text is known by; of its first `most` characters."""
    folded = unicodedata.normalize("NFKD", text[:most]).casefold()
    folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    words = " ".join(WORD.findall(folded))
    prints = {words[start : start + SHINGLE] for start in range(max(1, len(words) - SHINGLE + 1))}
    return Signature(words, tuple(NUMBER.findall(folded)), frozenset(prints))


def words_of(prompt: str, answers: Iterable[str]) -> str:
    """The words by which a question is told from others: what it asks, and with few words what is right as well."""
    return prompt if len(prompt.split()) >= FEW_WORDS else " ".join([prompt, *answers])


def are_alike(one: Signature, other: Signature) -> bool:
    """Whether two texts say nearly the same. Texts without a word are like none."""
    if not one.words or one.numbers != other.numbers:
        return False
    common = len(one.prints & other.prints)
    return one.words == other.words or common >= ALIKE * (len(one.prints) + len(other.prints) - common)


class Likeness(Generic[Key]):
    """An index of texts that finds those like a given one; `texts` by the key of whatever they belong to."""

    def __init__(self, texts: Mapping[Key, str]) -> None:
        keys: dict[Signature, list[Key]] = defaultdict(list)
        for key, text in texts.items():
            keys[signature(text)].append(key)
        # The different texts by their numbers, which are quicker to count than the texts themselves.
        self.texts, self.keys = list(keys), list(keys.values())
        self.counts = Counter(each for known in self.texts for each in known.prints)
        self.index: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
        for number, known in enumerate(self.texts):
            for each in self._rare(known):
                self.index[each, known.numbers].append(number)

    def _rare(self, known: Signature) -> Sequence[str]:
        """The rarest shingles: of two texts that are alike, these have `IN_COMMON` in common."""
        ordered = sorted(known.prints, key=lambda each: (self.counts[each], each))
        return ordered[: len(ordered) - math.ceil(ALIKE * len(ordered)) + IN_COMMON]

    def like(self, text: str) -> list[Key]:
        """The keys of the texts like this one."""
        return [key for number in self._like(signature(text)) for key in self.keys[number]]

    def _like(self, wanted: Signature) -> Iterator[int]:
        shared: Counter[int] = Counter()
        for each in self._rare(wanted):
            shared.update(self.index.get((each, wanted.numbers), ())[:MOST_CANDIDATES])
        enough = min(IN_COMMON, math.ceil(ALIKE * len(wanted.prints)))
        for number, count in shared.items():
            if count >= enough and are_alike(wanted, self.texts[number]):
                yield number

    def groups(self) -> list[list[Key]]:
        """All texts that another one is like, those that belong together together, in their order."""
        leader = list(range(len(self.texts)))

        def find(number: int) -> int:
            while leader[number] != number:
                leader[number] = leader[leader[number]]
                number = leader[number]
            return number

        for number, known in enumerate(self.texts):
            for other in self._like(known):
                leader[find(other)] = find(number)
        found: dict[int, list[Key]] = defaultdict(list)
        for number, known in enumerate(self.texts):
            found[find(number)] += self.keys[number] if known.words else ()
        return [keys for keys in found.values() if len(keys) > 1]
