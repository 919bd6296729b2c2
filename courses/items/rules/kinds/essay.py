"""Essay: a text of the learner's own, marked by a person."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.forms import bounded, first, words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.numbers import number_or_text
from courses.items.rules.parts import Part
from courses.items.rules.rubric import drafted_rubric, parse_rubric
from courses.items.rules.text import plain

NAME = "essay"
TITLE = "Essay"
KEYS = frozenset({"model", "rubric", "words_min", "words_max", "lines", "starter"})
STANDS_ALONE = True
BY_HAND = True
LONGEST = 50_000
MOST_WORDS = 10_000
LINES, MOST_LINES = 10, 60


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: what it is marked by, and what is asked of its length. It needs no evidence."""
    item = Part(spec, context)
    least, most = _bound(item, "words_min"), _bound(item, "words_max")
    if least and most and least > most:
        item.problem("words_max", "'words_max' should not be below 'words_min'.")
    lines = _whole(item, "lines", LINES, MOST_LINES)
    return {
        "model_html": item.html("model", optional=True),
        "rubric": parse_rubric(item),
        "words_min": least,
        "words_max": most,
        "lines": lines,
        "starter": item.text("starter", optional=True).replace("\r\n", "\n"),
        "proves": [],
    }


def _bound(item: Part, key: str) -> int | None:
    return _whole(item, key, 1, MOST_WORDS) if key in item.spec else None


def _whole(item: Part, key: str, default: int, most: int) -> int:
    number = item.number(key, default=default)
    if number != int(number) or not 1 <= number <= most:
        item.problem(key, f"'{key}' should be a whole number from 1 to {most}.")
        return default
    return int(number)


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """There is nothing to arrange."""
    return {}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """What was written; the words that were in the field before are no answer."""
    text = bounded(first(form, "text").replace("\r\n", "\n"), LONGEST)
    return {"text": text} if text and text != body["starter"] else None


def word_count(text: str) -> int:
    """How many words there are between white space."""
    return len(text.split())


def missing(body: Body, response: Response) -> str | None:
    """Too few words, or too many."""
    count, least, most = word_count(response["text"]), body["words_min"], body["words_max"]
    if least and count < least:
        return f"It should have at least {least} words; it has {count}."
    if most and count > most:
        return f"It should have at most {most} words; it has {count}."
    return None


def grade(body: Body, response: Response) -> Grade:
    """A person has to mark it."""
    return Grade(0.0, is_pending=True)


def key(body: Body) -> dict[str, Any]:
    """The model answer."""
    return {"text": plain(body["model_html"] or "")}


def choices(body: Body) -> tuple[str, ...]:
    """Anything may be written."""
    return ()


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """What was written, on one line."""
    return (" ".join(response["text"].split()),)


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields and rows."""
    rubric = drafted_rubric(form)
    bounds = {name: number_or_text(first(form, name)) for name in ("words_min", "words_max", "lines")}
    return {
        **words(form, "model"),
        **({"rubric": rubric} if rubric else {}),
        **{name: value for name, value in bounds.items() if value != ""},
        **words(form, "starter"),
    }


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """The text stays what it is."""
    return dict(response)
