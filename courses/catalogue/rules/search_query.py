"""What someone types into the search: words, "phrases" and -unwanted ones; anything else is ignored, so nothing can go wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.catalogue.rules.words import Word, words_of

MOST_LENGTH = 200
MOST_TERMS = 12
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """A word of the query, or several that stand together: a phrase."""

    words: tuple[Word, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(word.stem for word in self.words)


@dataclass(frozen=True)
class SearchQuery:
    """A query taken apart; `text` is what was typed, shortened to the most that is read."""

    text: str
    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """Every wanted word, in order."""
        return tuple(word for term in self.wanted for word in term.words)


def parse(text: str) -> SearchQuery:
    """Take a query apart. Never raises; a query without words wants nothing."""
    text = " ".join(text[:MOST_LENGTH].replace("\0", " ").split())
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for part in _PART.finditer(text):
        group = "word" if part["phrase"] is None else "phrase"
        words = tuple(words_of_part(text, *part.span(group)))
        if words and len(wanted) + len(unwanted) < MOST_TERMS:
            (unwanted if part["minus"] else wanted).append(Term(words))
    return SearchQuery(text, tuple(wanted), tuple(unwanted))


def words_of_part(text: str, start: int, end: int) -> list[Word]:
    """The words between two places of the text, with their places in the whole of it; no more than are read."""
    found = [Word(start + word.start, start + word.end, word.folded, word.stem) for word in words_of(text[start:end])]
    return found[:MOST_TERMS]


def corrected(query: SearchQuery, better: dict[str, str]) -> str:
    """The query's text with its misspelt words (folded) written as the course writes them."""
    text = query.text
    for word in sorted(query.words, key=lambda each: each.start, reverse=True):
        if word.folded in better:
            text = text[: word.start] + better[word.folded] + text[word.end :]
    return text
