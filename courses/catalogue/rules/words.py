"""Text as search compares it: folded (no case, no accents), cut into words, and without the commonest English endings.

Text is folded here, once, when it is stored and when it is asked for. So both databases compare the same words, and neither
needs an extension or a language of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

MOST_LETTERS = 64
# Scripts written without spaces are compared sign by sign: a word of theirs is a phrase of signs.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’][^\W_{_UNSPACED}]+)*")
_APOSTROPHES = str.maketrans("", "", "'’")
_SPELT_OUT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
# Each ending with the fewest letters that must be left of the word.
_ENDINGS = (("ing", 4), ("ed", 4), ("es", 4), ("s", 3))
_LONGEST_WITH_E = 4


@dataclass(frozen=True)
class Word:
    """A word in a text: where it stands, how it is folded, and the stem that is compared."""

    start: int
    end: int
    folded: str
    stem: str


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """The word in lower case, without accents and apostrophes: `Brézhnev’s` becomes `brezhnevs`."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_APOSTROPHES).translate(_SPELT_OUT))
    letters = "".join(letter for letter in plain if letter.isalnum())
    return letters[:MOST_LETTERS]


@lru_cache(maxsize=20_000)
def stem(folded: str) -> str:
    """The folded word without a common English ending, if enough of it is left: `workers` becomes `worker`."""
    if not folded.isascii() or not folded.isalpha():
        return folded
    if folded.endswith("ies") and len(folded) > _LONGEST_WITH_E:
        return folded[:-3] + "y"
    if not folded.endswith(("ss", "us", "is")):
        for ending, fewest in _ENDINGS:
            if folded.endswith(ending) and len(folded) - len(ending) >= fewest:
                folded = folded.removesuffix(ending)
                break
    return folded.removesuffix("e") if len(folded) > _LONGEST_WITH_E else folded


def words_of(text: str) -> Iterator[Word]:
    """The words of a text in their order."""
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if folded:
            yield Word(match.start(), match.end(), folded, stem(folded))


def index_words(text: str, *, at_most: int) -> str:
    """The stems of a text, separated by spaces: what the database indexes. `at_most`: letters of the text that are read."""
    folded = map(fold, _WORD.findall(text[:at_most]))
    return " ".join(stem(word) for word in folded if word)


def counted(texts: Iterable[str]) -> Counter[str]:
    """Every way in which a word is written in the texts, and how often."""
    return Counter(chain.from_iterable(map(_WORD.findall, texts)))
