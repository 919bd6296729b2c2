"""What a question says: the words by which it is told from others, all of its words, and those it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from courses.authoring.interchange.plain import plain_spec
from courses.items.formats.checking import correct_of, text_of
from courses.items.formats.values import Question
from courses.items.rules.duplicates import Numbers, says_enough, words_and_numbers, words_of

PICTURE = re.compile(r"\]\(picture:([^()\s]+)(?=[)\s])")
# What does not belong to what a question says.
BESIDE = frozenset({"id", "kept", "tags", "title", "difficulty"})
# Questions that say something else mostly do so from the beginning.
BEGINNING = 60

Spec = Mapping[str, Any]


def told(question: Question) -> str:
    """The words by which a question is told from others, however its author has typed its numbers."""
    text = text_of(question)
    return text if says_enough(text) else words_of(text, correct_of(replace(question, spec=plain_spec(question.spec))))


def wording(spec: Spec) -> tuple[str, str, Numbers]:
    """Everything a question says, without the names of its pictures: word for word the same in another one."""
    words, numbers = words_and_numbers(" ".join(_words(spec)))
    return str(spec.get("kind")), words, numbers


def beginning(entries: Iterable[tuple[str, Any]]) -> str:
    """The first letters of what a question says, as its `wording` begins; of its keys and values, of which few are looked at."""
    words = ""
    for part in _words_of(entries):
        said, _numbers = words_and_numbers(part)
        words += f"{said} " if said else ""
        if len(words) >= BEGINNING:
            break
    return words[:BEGINNING]


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield PICTURE.sub("]", value)
    elif isinstance(value, Mapping):
        yield from _words_of(value.items())
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
    elif value is not None:
        yield str(value)


def _words_of(entries: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for key, value in entries:
        yield from () if key in BESIDE else _words(value)
