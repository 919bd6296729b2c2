"""Which questions say the same, or nearly the same; found without comparing each with each.

Two texts are alike when their three-letter shingles are (Jaccard index of at least 0.85) and they hold the same numbers: what differs in a
number only is another question. A text that is like another has nearly all of its rarest shingles as well (prefix filtering; Bayardo, Ma &
Srikant 2007), and how many of them each text has is counted for all texts at once, a bit for each.
"""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

ALIKE = 0.85
SHINGLE = 3
# A long text is told by its beginning; what comes after costs time only.
MOST_CHARACTERS = 2_000
# Fewer words than these are asked again and again: "Which of these is right?" is another question with another answer.
FEW_WORDS = 10
# One of so many of its shingles is looked for beside those that a text like it may lack: more cost time, fewer leave more to compare.
LOOKED_FOR = 4
# So many texts are compared sooner than all shingles are counted.
FEW_CANDIDATES = 12
# Where so many different texts have nearly all the same shingles, the first of them stand for the others.
MOST_CANDIDATES = 300
# The bits of a shingle are kept from one text to the next, as far as there is room for them; else they are set again.
MOST_KEPT_BYTES = 32 * 1_048_576
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Key = TypeVar("Key", bound=Hashable)
Prints = frozenset[str]
Numbers = tuple[str, ...]


@dataclass(frozen=True)
class Signature:
    """A text as it is compared: its words without case and accents, its numbers, its shingles."""

    words: str
    numbers: Numbers
    prints: Prints = field(compare=False)


def signature(text: str) -> Signature:
    """What a text is known by, in its first `MOST_CHARACTERS`."""
    words, numbers = words_and_numbers(text[:MOST_CHARACTERS])
    prints = {words[start : start + SHINGLE] for start in range(max(1, len(words) - SHINGLE + 1))}
    # Texts have most of their shingles in common: each is kept once.
    return Signature(words, numbers, frozenset(map(sys.intern, prints)))


def words_and_numbers(text: str) -> tuple[str, Numbers]:
    """The words of a text without case and accents, and its numbers: the same for texts that say the same word for word."""
    folded = text.lower() if text.isascii() else _folded(text)
    return " ".join(WORD.findall(folded)), tuple(NUMBER.findall(folded))


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    for mark in filter(unicodedata.combining, set(folded)):
        folded = folded.replace(mark, "")
    return folded


def words_of(prompt: str, answers: Iterable[str]) -> str:
    """The words by which a question is told from others: what it asks, and with few words what is right as well."""
    return prompt if says_enough(prompt) else " ".join([prompt, *answers])


def says_enough(prompt: str) -> bool:
    """Whether a question is known by what it asks, whatever is right."""
    return len(prompt.split()) >= FEW_WORDS


def are_alike(one: Signature, other: Signature) -> bool:
    """Whether two texts say nearly the same. Texts without a word are like none."""
    if not one.words or one.numbers != other.numbers:
        return False
    common = len(one.prints & other.prints)
    return one.words == other.words or common >= ALIKE * (len(one.prints) + len(other.prints) - common)


class _Block:
    """Different texts with the same numbers, the shortest first; each shingle has a bit for each text, which says whether it is in it."""

    def __init__(self, texts: Iterable[Signature]) -> None:
        self.texts = sorted(texts, key=lambda known: len(known.prints))
        self.sizes = [len(known.prints) for known in self.texts]
        self.places: dict[str, list[int]] = defaultdict(list)
        self.rows: dict[str, int] = {}
        for number, known in enumerate(self.texts):
            for each in known.prints:
                self.places[each].append(number)
        self.counts = Counter({each: len(numbers) for each, numbers in self.places.items()})

    def like(self, wanted: Signature, *, after: int = -1) -> Iterator[int]:
        """The numbers of the texts that may be like this one, those `after` one of them: all that are, and few that are not."""
        prints = sorted(wanted.prints, key=self.counts.__getitem__)
        least = math.ceil(ALIKE * len(prints))
        lacking, enough = len(prints) - least, math.ceil(len(prints) / LOOKED_FOR)
        if not self.counts[prints[lacking]]:
            return iter(())
        start = max(after + 1, bisect_left(self.sizes, least))
        window = (1 << max(0, bisect_right(self.sizes, len(prints) / ALIKE + 1) - start)) - 1
        found = at_least(enough, map(self._row, prints[: lacking + enough])) >> start & window
        if found.bit_count() > FEW_CANDIDATES:
            found = at_least(least, map(self._row, prints)) >> start & window
        return islice(ones(found, start=start), MOST_CANDIDATES)

    def _row(self, shingle: str) -> int:
        row = self.rows.get(shingle)
        if row is None:
            bits = bytearray(len(self.texts) // 8 + 1)
            for number in self.places.get(shingle, ()):
                bits[number >> 3] |= 1 << (number & 7)
            row = int.from_bytes(bits, "little")
            if len(self.rows) * len(bits) < MOST_KEPT_BYTES:
                self.rows[shingle] = row
        return row


def at_least(enough: int, rows: Iterable[int]) -> int:
    """The bits that are set in at least `enough` of the rows, counted for all of them at once."""
    digits: list[int] = []
    column = list(rows)
    while column:
        # Three bits of one worth become one of this worth and one of the double.
        carried: list[int] = []
        while len(column) > 1:
            one, other = column.pop(), column.pop()
            third = column.pop() if column else 0
            either = one ^ other
            column.append(either ^ third)
            carried.append(one & other | either & third)
        digits += column
        column = carried
    more, same = 0, -1
    for place in reversed(range(max(len(digits), enough.bit_length()))):
        digit = digits[place] if place < len(digits) else 0
        if enough >> place & 1:
            same &= digit
        else:
            more |= same & digit
            same &= ~digit
    return more | same


def ones(bits: int, *, start: int = 0) -> Iterator[int]:
    """The places of the bits that are set, the lowest being `start`."""
    while bits:
        place = (bits & -bits).bit_length()
        start += place
        yield start - 1
        bits >>= place


class Likeness(Generic[Key]):
    """An index of texts that finds those like a given one; `texts` by the key of whatever they belong to."""

    def __init__(self, texts: Mapping[Key, str]) -> None:
        self.keys: dict[Signature, list[Key]] = defaultdict(list)
        for key, text in texts.items():
            self.keys[signature(text)].append(key)
        texts: dict[Numbers, list[Signature]] = defaultdict(list)
        for known in self.keys:
            if known.words:
                texts[known.numbers].append(known)
        self.blocks = {numbers: _Block(some) for numbers, some in texts.items()}

    def like(self, text: str) -> list[Key]:
        """The keys of the texts like this one."""
        wanted = signature(text)
        block = self.blocks.get(wanted.numbers)
        if block is None or not wanted.words:
            return []
        candidates = (block.texts[number] for number in block.like(wanted))
        return [key for each in candidates if are_alike(wanted, each) for key in self.keys[each]]

    def groups(self) -> list[list[Key]]:
        """All texts that another one is like, those that belong together together, in their order."""
        found: dict[Signature, list[Key]] = defaultdict(list)
        leaders = {each: block.texts[leader] for block in self.blocks.values() for each, leader in joined(block)}
        for known, keys in self.keys.items():
            if known.words:
                found[leaders[known]] += keys
        return [keys for keys in found.values() if len(keys) > 1]


def joined(block: _Block) -> Iterator[tuple[Signature, int]]:
    """Each text of a block with the number of one that leads all those like it, and like those."""
    leader = list(range(len(block.texts)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for number, known in enumerate(block.texts):
        for other in block.like(known, after=number):
            if find(other) != find(number) and are_alike(known, block.texts[other]):
                leader[find(other)] = find(number)
    return ((known, find(number)) for number, known in enumerate(block.texts))
