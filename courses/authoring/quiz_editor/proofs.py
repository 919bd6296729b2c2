"""The proof of a claim as sentences to tick: which sentences a passage has, and which of them are parts of the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.items.rules.sentences import covering, found_in, sentences

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tick:
    """A sentence, what the form sends when it is ticked, and the part of the proof that it is now (None: it is none)."""

    words: str
    sent: str
    part: Part | None


def ticks(key: str, text: str, proof: Sequence[Part]) -> list[Tick]:
    """The sentences of the passage `key`. A part within one sentence is sent in its own words: exact ones stay exact."""
    spans = sentences(text)
    parts: dict[int, Part] = {}
    for part in proof:
        number = _sentence_of(part, key, text, spans)
        if number is not None:
            parts.setdefault(number, part)
    return [_tick(key, text[start:end], parts.get(number)) for number, (start, end) in enumerate(spans)]


def _sentence_of(part: Part, key: str, text: str, spans: Sequence[tuple[int, int]]) -> int | None:
    """The number of the one sentence in which a part of the proof stands."""
    if part.get("passage") != key:
        return None
    found = found_in(text, str(part.get("text", "")))
    numbers = covering(spans, *found[0]) if len(found) == 1 else []
    return numbers[0] if len(numbers) == 1 else None


def _tick(key: str, words: str, part: Part | None) -> Tick:
    return Tick(words, f"{key} {part['text'] if part else words}", part)
