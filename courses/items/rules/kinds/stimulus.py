"""Stimulus: one text, and several questions about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The module, not a name of it: either of the two may be imported first.
from courses.items.rules import inside
from courses.items.rules import spec as whole
from courses.items.rules.forms import rows
from courses.items.rules.inner_forms import drafted_questions
from courses.items.rules.inside import carry, choices, chosen, key, order, read
from courses.items.rules.kinds.context import KINDS, Body, Context, Form, Grade, Path, Response
from courses.items.rules.parts import Part
from courses.items.rules.written import NotWritten, read_mapping

NAME = "stimulus"
TITLE = "Several questions about one text"
KEYS = frozenset({"questions"})
STANDS_ALONE = True
MOST = 20
# What is searched, tried again or given back as one.
OF_THE_WHOLE = ("tags", "difficulty", "hints", "penalty", "kept")

__all__ = [
    "KEYS",
    "NAME",
    "STANDS_ALONE",
    "TITLE",
    "carry",
    "choices",
    "chosen",
    "draft",
    "grade",
    "key",
    "missing",
    "order",
    "parse",
    "read",
]


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile every question by its kind; what proves one of them proves the whole."""
    item = Part(spec, context)
    found = [
        (number, one) for number, entry in item.entries("questions", 1, MOST) if (one := _question(entry, item, number))
    ]
    item.different("questions", [one.key for _, one in found], inside="id")
    return {
        "questions": [{"id": one.key, "kind": one.kind, "marks": one.marks, "body": one.body} for _, one in found],
        "proves": [],
        "also_proves": [reference for _, one in found for reference in one.evidence],
        "option_proves": {
            number: references
            for place, (_, one) in enumerate(found)
            for number, references in inside.numbered(place, one.option_evidence).items()
        },
    }


def _question(entry: object, item: Part, number: int) -> whole.ParsedItem | None:
    """One of the questions, or None, and a problem, when it is none that can stand here."""
    place: Path = (*item.path, "questions", number)
    if not isinstance(entry, Mapping):
        item.context.problem(place, _why_not(entry))
        return None
    kind = KINDS.get(str(entry.get("kind")))
    if kind and getattr(kind, "STANDS_ALONE", False):
        item.context.problem((*place, "kind"), f"A question of the kind '{kind.NAME}' cannot stand inside another.")
        return None
    for name in OF_THE_WHOLE:
        if name in entry:
            item.context.problem((*place, name), f"'{name}' belongs to the whole, not to a question inside it.")
    return whole.parse_item(entry, inside.context_of(item.context, place))


def _why_not(entry: object) -> str:
    """What is wrong with a question that is no mapping: the editor hands on as a text what it cannot read."""
    try:
        read_mapping(entry if isinstance(entry, str) else "")
    except NotWritten as error:
        return str(error)
    return "A question is a mapping with 'id', 'kind', 'prompt' and what its kind needs."


def missing(body: Body, response: Response) -> str | None:
    """Questions without an answer, and what the answers lack."""
    return inside.missing(body, response, "Not every question is answered yet.")


def grade(body: Body, response: Response) -> Grade:
    """The mean of the grades, weighted by marks."""
    return inside.grade(body, response, None)


def draft(form: Form) -> dict[str, Any]:
    """The editor's questions, each as its kind reads it; then those written as in course files, and what cannot be read stays the text it is."""
    return {"questions": [*drafted_questions(form), *(_written(text) for (text,) in rows(form, "question") if text)]}


def _written(text: str) -> dict[str, Any] | str:
    try:
        return read_mapping(text)
    except NotWritten:
        return text
