"""How a found text is shown and weighed: the stretch with the most of what was asked for, and its words marked."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from courses.catalogue.rules.words import Word, words_of

WIDTH = 220
CUT = "…"
Segments = tuple[tuple[str, bool], ...]
_SAME_TITLE = 8.0
_WORDS_IN_TITLE = 4.0
# A text of a few words is not better than a paragraph only because it is short.
_USUAL_LENGTH = 20


def snippet(text: str, stems: AbstractSet[str], *, width: int = WIDTH) -> Segments:
    """The best stretch of `text`, at most about `width` letters, as pieces: (words, whether they were asked for)."""
    hits = [word for word in words_of(text) if word.stem in stems]
    start, end = _stretch(text, hits, width)
    pieces: list[tuple[str, bool]] = [(CUT, False)] if start else []
    place = start
    for word in hits:
        if start <= word.start and word.end <= end:
            pieces += [(text[place : word.start], False), (text[word.start : word.end], True)]
            place = word.end
    pieces.append((text[place:end], False))
    if end < len(text):
        pieces.append((CUT, False))
    return tuple(piece for piece in pieces if piece[0])


def marked(text: str, stems: AbstractSet[str]) -> Segments:
    """The whole of a short text, such as a title, as pieces."""
    return snippet(text, stems, width=len(text) + 1)


def _stretch(text: str, hits: Sequence[Word], width: int) -> tuple[int, int]:
    """Where the shown part begins and ends, at whole words."""
    if len(text) <= width:
        return 0, len(text)
    start = _best_start(hits, width)
    if start + width >= len(text):
        start = len(text) - width
    if start > 0:
        start = text.find(" ", start) + 1
    end = min(len(text), start + width)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return start, end


def _best_start(hits: Sequence[Word], width: int) -> int:
    """A little before the hit that has the most different hits within reach."""
    best, most = 0, 0
    for number, first in enumerate(hits):
        near = {word.stem for word in hits[number : number + 40] if word.end - first.start <= width * 3 // 4}
        if len(near) > most:
            best, most = max(0, first.start - width // 6), len(near)
    return best


def weight(title: Sequence[str], body: Sequence[str], asked: Sequence[str]) -> float:
    """How well a text fits; more is better. All are stems. Alike on every database, which each have a measure of their own."""
    wanted = set(asked)
    same = _SAME_TITLE if list(title) == list(asked) else 0.0
    share = len(wanted.intersection(title)) / len(wanted) if wanted else 0.0
    density = sum(stem in wanted for stem in body) / (len(body) + _USUAL_LENGTH)
    return same + _WORDS_IN_TITLE * share + density
