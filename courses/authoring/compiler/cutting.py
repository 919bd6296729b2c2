"""Choosing a part of a line by its first and last words, and marking words in it with the editor's notes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from courses.items.rules.text import unwrapped


@dataclass(frozen=True)
class Note:
    """An editor's note: `at`, the exact words it belongs to; `html`, what it says; `line`, where it is written."""

    at: str
    html: str
    line: int


@dataclass(frozen=True)
class Mark:
    """A note at its place in quoted words."""

    start: int
    end: int
    note: Note


def cut(words: str, first: str, last: str) -> tuple[int, int]:
    """Where the part begins and ends that runs from the words `first` to the words `last`; an empty one leaves its side
    whole. Raises ValueError, with a sentence, when the words do not stand in `words` exactly once or in the wrong order."""
    start = _only(words, first) if first else 0
    end = _only(words, last) + len(last) if last else len(words)
    if end < start + len(first):
        raise ValueError(f"The words “{last}” end before “{first}” has ended")
    return start, end


def _only(words: str, wanted: str) -> int:
    count = words.count(wanted)
    if count == 0:
        raise ValueError(f"The words “{wanted}” do not stand in")
    if count > 1 or words.find(wanted, words.find(wanted) + 1) >= 0:
        raise ValueError(f"The words “{wanted}” stand more than once in")
    return words.find(wanted)


def place_notes(notes: Sequence[Note], parts: Sequence[str]) -> tuple[list[list[Mark]], list[tuple[Note, str]]]:
    """The marks of each part, in order, and the notes that have no place with the reason."""
    marks: list[list[Mark]] = [[] for _ in parts]
    refused: list[tuple[Note, str]] = []
    for note in notes:
        found = [(index, part.find(note.at)) for index, part in enumerate(parts) if note.at in part]
        if len(found) != 1 or parts[found[0][0]].find(note.at, found[0][1] + 1) >= 0:
            how = "more than once" if found else "nowhere"
            refused.append(
                (note, f"The words “{note.at}” of this note stand {how} in the quotation; they must stand there once.")
            )
            continue
        index, start = found[0]
        mark = Mark(start, start + len(note.at), note)
        if any(mark.start < other.end and other.start < mark.end for other in marks[index]):
            refused.append((note, f"The words “{note.at}” of this note overlap those of another note."))
        else:
            marks[index].append(mark)
    return [sorted(each, key=lambda mark: mark.start) for each in marks], refused


def words_html(words: str, marks: Sequence[Mark]) -> str:
    """The words as they are; behind those that have a note stands a mark that opens it, also without JavaScript."""
    pieces, position = [], 0
    for mark in marks:
        pieces.append(escape(words[position : mark.start], quote=False))
        pieces.append(f'<span class="sic-words">{escape(mark.note.at, quote=False)}</span>{_note_html(mark.note)}')
        position = mark.end
    return "".join(pieces) + escape(words[position:], quote=False)


def _note_html(note: Note) -> str:
    """The mark is called by the words it belongs to, which need no translation."""
    only = unwrapped(note.html)
    said = f'<span class="sic-note">{only}</span>' if only is not None else f'<div class="sic-note">{note.html}</div>'
    return f'<details class="sic"><summary aria-label="{escape(note.at)}">*</summary>{said}</details>'
