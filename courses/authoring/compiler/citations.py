"""Words of a source inside an author's own sentences: `“was disbanded” [A 83]` must stand in line 83 exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from courses.authoring.compiler.report import meant
from courses.authoring.compiler.sources import Source

CITATION = re.compile(r"(?<![\\\[])\[(?P<source>[A-Z]{1,2}) (?P<from>\d{1,6})(?:[-–](?P<to>\d{1,6}))?\]")
MARK = re.compile("[“”]")
BEFORE = re.compile(r"”[\s.,;:!?*_)]*$")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>()#+\-.!|&/])")
EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)")
OMISSION = "[…]"
# White space, marks of emphasis and omissions may make quoted words longer than the line they come from; not endlessly.
MOST_LETTERS_OVER = 1_000
STRAIGHT = str.maketrans("‘’‚“”„", "'''\"\"\"")


@dataclass(frozen=True)
class Finding:
    """A citation that does not hold: where in the text it stands, and why."""

    offset: int
    message: str


def check(text: str, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Every citation of `text` that points nowhere, and every quoted word that does not stand where it says."""
    openings = paired_marks(text)
    for match in CITATION.finditer(text):
        message = _message(match, text, openings, sources)
        if message:
            yield Finding(match.start(), message)


def cited(text: str) -> Iterator[tuple[str, int]]:
    """The ids of the sources that a text cites, and where."""
    for match in CITATION.finditer(text):
        yield match["source"], match.start()


def _message(match: re.Match[str], text: str, openings: Mapping[int, int], sources: Mapping[str, Source]) -> str | None:
    name = match[0][1:-1]
    source = sources.get(match["source"])
    if source is None:
        return f"There is no source '{match['source']}'{meant(match['source'], sources)} If [{name}] is no citation, write \\[{name}]."
    first, last = int(match["from"]), int(match["to"] or match["from"])
    words = " ".join(filter(None, map(source.line, range(first, min(last, len(source.lines)) + 1))))
    if not words or first > last or last > len(source.lines):
        return f"There is no text in {name}."
    closing = BEFORE.search(text, max(0, text.rfind("”", 0, match.start())), match.start())
    if closing is None:
        return None
    if closing.start() not in openings:
        return f"A quotation mark is closed that was never opened, before [{name}]."
    quoted = text[openings[closing.start()] + 1 : closing.start()]
    if len(quoted) > 2 * len(words) + MOST_LETTERS_OVER:
        return f"The words “{_short(quoted[:MOST_LETTERS_OVER])}” are more than {name} holds."
    if stands_in(quoted, words):
        return None
    return f"The words “{_short(quoted)}” do not stand in {name}.{_hint(quoted, words, source)}"


def paired_marks(text: str) -> dict[int, int]:
    """For each curly mark that closes, the one that opened it."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for mark in MARK.finditer(text):
        if mark[0] == "“":
            opened.append(mark.start())
        elif opened:
            pairs[mark.start()] = opened.pop()
    return pairs


def stands_in(quoted: str, words: str) -> bool:
    """Whether the quoted words stand in `words`, in this order where `[…]` leaves some out. White space counts once."""
    plain = ESCAPED.sub(r"\1", quoted)
    return _in_order(plain, words) or _in_order(EMPHASIS.sub("", plain), words)


def _in_order(quoted: str, words: str) -> bool:
    position, words = 0, " ".join(words.split())
    parts = [" ".join(part.split()) for part in quoted.split(OMISSION)]
    if not any(parts):
        return False
    for part in parts:
        found = words.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _hint(quoted: str, words: str, source: Source) -> str:
    if stands_in(quoted.translate(STRAIGHT), words.translate(STRAIGHT)):
        return " They would with the quotation marks and apostrophes of the source."
    places = [str(number) for number, line in enumerate(source.lines, start=1) if line and stands_in(quoted, line)]
    return f" They stand in line {' and '.join(places[:3])}." if places else ""


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 80 else f"{words[:40].rstrip()} … {words[-30:].lstrip()}"
