"""Cloze: a text with gaps to fill, each with words, a number or one of several options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courses.items.rules import inside
from courses.items.rules.forms import words
from courses.items.rules.gap_lines import drafted_gaps
from courses.items.rules.gaps import cut, id_of, sorted_by_text
from courses.items.rules.inside import carry, choices, chosen, key, order, read
from courses.items.rules.kinds import multiple_choice, numeric, short_answer
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Kind, Response
from courses.items.rules.parts import Part

NAME = "cloze"
TITLE = "Text with gaps"
KEYS = frozenset({"gaps", "feedback"})
OWN_KEYS = frozenset({"id", "kind", "marks"})
GAPS: dict[str, Kind] = {"text": short_answer, "choice": multiple_choice, "number": numeric}
ALL_KEYS = OWN_KEYS.union(*(kind.KEYS for kind in GAPS.values()))
MOST = 50

__all__ = [
    "KEYS",
    "NAME",
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
    """Compile: the prompt cut at its gaps, and every gap by the kind of question it is."""
    item = Part(spec, context)
    parts = item.parts("gaps", ALL_KEYS, 1, MOST)
    ids = [id_of(part) for part in parts]
    item.different("gaps", ids, inside="id")
    found = cut(item, ids)
    gaps = sorted_by_text(found, [gap for part, name in zip(parts, ids, strict=True) if (gap := _gap(part, name))])
    proofs = [inside.numbered(place, gap.pop("option_proves")) for place, gap in enumerate(gaps)]
    return {
        **found.body(),
        "questions": gaps,
        "feedback_html": item.html("feedback", optional=True),
        "option_proves": {number: references for each in proofs for number, references in each.items()},
    }


def _gap(part: Part, name: str) -> dict[str, Any] | None:
    """A gap as a question inside the text. Its wrong options need no feedback: there is that of the whole."""
    word = part.text("kind")
    kind = GAPS.get(word)
    if kind is None:
        if word:
            part.problem("kind", f"There are no gaps of the kind '{word}'; there are {', '.join(GAPS)}.")
        return None
    for other in sorted(part.spec.keys() & ALL_KEYS - OWN_KEYS - kind.KEYS):
        part.problem(other, f"A gap of the kind '{word}' has no '{other}'.")
    marks = part.number("marks", default=1)
    if not 0 < marks <= inside.MOST_MARKS:
        part.problem("marks", f"'marks' should be above 0 and at most {inside.MOST_MARKS}.")
    body = kind.parse(part.spec, inside.context_of(part.context, part.path, is_lenient=True))
    proves = body.pop("option_proves", {})
    return {"id": name, "kind": kind.NAME, "marks": marks, "body": body, "option_proves": proves}


def missing(body: Body, response: Response) -> str | None:
    """Empty gaps, and what the others lack."""
    return inside.missing(body, response, "Not every gap is filled yet.")


def grade(body: Body, response: Response) -> Grade:
    """The mean of the gaps, weighted by marks."""
    return inside.grade(body, response, body["feedback_html"])


def draft(form: Form) -> dict[str, Any]:
    """The editor's rows, a gap each, and its fields."""
    return {"gaps": drafted_gaps(form), **words(form, "feedback")}
