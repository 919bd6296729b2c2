"""Numeric: a number, within a tolerance or a range."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules import quantities
from courses.items.rules.forms import words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part

NAME = "numeric"
TITLE = "Number"
KEYS = quantities.KEYS


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: the numbers that are right, and the units they may be given in."""
    return quantities.parse(Part(spec, context))


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """There is nothing to arrange."""
    return {}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """What was written, number or not."""
    return quantities.read(form)


def missing(body: Body, response: Response) -> str | None:
    """An answer that is no number."""
    return quantities.missing(body, response["text"])


def grade(body: Body, response: Response) -> Grade:
    """What the first number or range that fits is worth."""
    return quantities.grade(body, response["text"])


def key(body: Body) -> dict[str, Any]:
    """A number worth everything."""
    return {"text": quantities.right(body)}


def choices(body: Body) -> tuple[str, ...]:
    """Anything may be written."""
    return ()


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """What was written, with its unit."""
    return (quantities.written(body, response["text"]),)


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """What was written stays as it was written."""
    return dict(response)


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields."""
    return {**quantities.draft(form), **words(form, "feedback")}
