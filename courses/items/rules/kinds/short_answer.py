"""Short answer: a word or a few, compared with patterns."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules import wordings
from courses.items.rules.forms import words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part

NAME = "short-answer"
TITLE = "Short answer"
KEYS = wordings.KEYS


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: one accepted answer or more."""
    return wordings.parse(Part(spec, context))


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """There is nothing to arrange."""
    return {}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """What was written."""
    return wordings.read(form)


def missing(body: Body, response: Response) -> str | None:
    """Any words are an answer."""
    return None


def grade(body: Body, response: Response) -> Grade:
    """What the first accepted answer that fits is worth."""
    return wordings.grade(body, response["text"])


def key(body: Body) -> dict[str, Any]:
    """The first answer that is worth everything."""
    return {"text": wordings.right(body)}


def choices(body: Body) -> tuple[str, ...]:
    """The answer that is told; anything may be written."""
    return (wordings.right(body),)


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """What was written."""
    return (response["text"],)


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """Words stay words."""
    return dict(response)


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields."""
    return {**wordings.draft(form), **words(form, "feedback")}
