"""Words out of HTML, answers made comparable, and patterns with `*`, in time that grows with their length only."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
PICTURE = re.compile(r'<img\b(?: [a-z]+="[^"]*")*? alt="([^"]*)"[^<>]*>')
PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
# The spaces beside a star that it may swallow together with the word it stands for.
BESIDE_STAR = re.compile(r"^ (?=\*)|(?<=\*) $| (?= \*)|(?<=\* ) ")
LOOKALIKES = str.maketrans("‘’‚‛“”„«»‐‑‒–—−", '\'\'\'\'"""""------')


def plain(html: str) -> str:
    """The words of finished HTML, and those that stand for pictures."""
    html = PICTURE.sub(r" \1 ", html) if "<img" in html else html
    return " ".join(unescape(TAG.sub("", html.replace("</p>", " "))).split())


def unwrapped(html: str) -> str | None:
    """The inside of HTML that is one paragraph, or None when it is more."""
    only = PARAGRAPH.fullmatch(html.strip())
    return only[1] if only else None


def comparable(text: str, *, case: bool = False, accents: bool = False) -> str:
    """`text` without what never counts: spaces at the ends, a closing full stop, the shape of quotation marks.

    Capitals count with `case`, accents with `accents`, however they are encoded.
    """
    letters = unicodedata.normalize("NFKD", text.translate(LOOKALIKES))
    bare = "".join(letter for letter in letters if letter in "\t\n" or _counts(letter, accents=accents))
    bare = " ".join((bare if case else bare.casefold()).split())
    return bare.rstrip(".").rstrip() or bare


def _counts(letter: str, *, accents: bool) -> bool:
    """Whether a letter is more than something that cannot be seen or, unless these count, an accent or a vowel point.

    Marks that make another letter always count: the voicing of kana and the vowels of Indian scripts have combining classes of
    their own.
    """
    category = unicodedata.category(letter)
    if category[0] != "M":
        return category[0] != "C"
    if "\ufe00" <= letter <= "\ufe0f":
        return False
    combining = unicodedata.combining(letter)
    return accents or not (combining == 1 or 10 <= combining <= 35 or combining >= 200)


def matches(pattern: str, text: str) -> bool:
    """Whether `text` fits `pattern`, in which `*` stands for anything, also for nothing: `war * peace` fits `war peace`."""
    pattern, text = BESIDE_STAR.sub("", _spaced(pattern)), _spaced(text)
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    last = rest.pop()
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in rest:
        place = text.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True


def _spaced(words: str) -> str:
    """Every word with a space of its own before and behind it."""
    return f" {words.replace(' ', '  ')} "
