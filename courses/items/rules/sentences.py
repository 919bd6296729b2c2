"""Cutting a passage into sentences, as old transcriptions have them: abbreviations, initials, missing spaces, closing marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Punctuation that may end a sentence, with the marks that close behind it and the notes that cling to them.
END = re.compile(r"""(?:\.{3}|…|[.!?]+)["'”’»)\]]*(?:\[[0-9a-z]{1,4}\])*|[。！？]+[」』”’]*""")
OPENING = "\"'“‘„«(["
ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "mr mrs ms dr prof st sr jr vs etc cf ed eds vol vols p pp no nos art fig ch ca c viz al op cit ibid i.e e.g u.s u.s.a "
        "u.s.s.r u.k gen col capt lt sgt rev hon gov pres jan feb mar apr jun jul aug sept sep oct nov dec approx inc ltd co "
        "comp trans tr resp",
    )
)
# A single capital before the full stop is an initial, but for the numeral that ends "World War I."
INITIAL = re.compile(r"(?:^|(?<!War)[\s\"'“‘(\[.])[^\W\d_]$")
# Looking no further back keeps the time to read a long text of initials in proportion to its length.
LONGEST_ABBREVIATION = 40
WORD_BEFORE = re.compile(r"[^\s\"'“‘„«(\[]*$")


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences as [start, end) in `text`, in order; together they hold every character that is no space."""
    spans, start = [], 0
    for end in END.finditer(text):
        if end.end() > start and _ends_here(text, start, end):
            spans.append(_trimmed(text, start, end.end()))
            start = end.end()
    if text[start:].strip():
        spans.append(_trimmed(text, start, len(text)))
    return _wordless_joined(text, spans)


def _wordless_joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Dots or dashes between sentences belong to the one before them."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not any(letter.isalnum() for letter in text[start:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ends_here(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the punctuation closes a sentence that began at `start`."""
    rest = text[end.end() :].lstrip()
    if not rest or end[0][0] in "。！？":
        return True
    following = rest.lstrip(OPENING)[:1]
    has_space = text[end.end()].isspace()
    if not following or following.islower() or (following.isdecimal() and not has_space):
        return False
    if end[0][0] in "!?":
        return True
    if end[0].startswith(("...", "…")):
        return has_space and following.isupper()
    if end[0] == ".":
        return not _is_abbreviated(
            text, start, end.start(), has_space=has_space, before_letter=not following.isdecimal()
        )
    return True


def _is_abbreviated(text: str, start: int, stop: int, *, has_space: bool, before_letter: bool) -> bool:
    """Whether the full stop at `stop` only shortens the word before it."""
    before = text[max(start, stop - LONGEST_ABBREVIATION) : stop]
    word = WORD_BEFORE.search(before)
    letters = word[0].lower() if word else ""
    if letters in ABBREVIATIONS or INITIAL.search(before):
        return True
    # Without a space behind it, a full stop ends a sentence only after a whole word: "of war.The", not "Ph.D" or "www.Site".
    return not has_space and before_letter and (len(letters) < 2 or "." in letters)


def covering(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """The numbers of the sentences that share at least a character with [start, end)."""
    return [number for number, (begin, stop) in enumerate(spans) if begin < end and stop > start]


def found_in(text: str, words: str) -> list[tuple[int, int]]:
    """The places [start, end), the first two at most, where `words` stand in `text`, however much white space is between them."""
    wanted, plain = " ".join(words.split()), " ".join(text.split())
    origin: list[int] = []
    for word in re.finditer(r"\S+", text):
        # One space stands for all the white space before a word.
        origin += [word.start() - 1] * bool(origin) + list(range(*word.span()))
    found: list[tuple[int, int]] = []
    at = plain.find(wanted) if wanted else -1
    while at >= 0 and len(found) < 2:
        found.append((origin[at], origin[at + len(wanted) - 1] + 1))
        at = plain.find(wanted, at + 1)
    return found
