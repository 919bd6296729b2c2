"""The editor's form of a question, alone or inside another: its fields back into the keys of a course file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from courses.items.rules.forms import first, rows, words
from courses.items.rules.kinds.context import KINDS, Form
from courses.items.rules.numbers import number_of, number_or_text
from courses.items.rules.spec import ID

# Keys whose entries are boxes on the page and come in its order.
TICKED = ("evidence", "proof")
MOST_CHARACTERS = 40
WORDS_OF_AN_ID = 5
# The beginning is enough, and normalising takes quadratic time on hostile text.
LETTERS_FOR_AN_ID = 400


def percent_of(fraction: float) -> str:
    """A pass mark as the form shows it."""
    return f"{fraction * 100:.10g}"


def spec_from(form: Form, kind: str, key: str, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An item as its author would write it, with the keys in the order of the course format.

    `before` is the item as it is written now: boxes that stay ticked stay in its order.
    """
    evidence = [*form.get("evidence", ()), *re.split(r"[\s,]+", first(form, "evidence-elsewhere"))]
    evidence = list(dict.fromkeys(reference.strip() for reference in evidence if reference.strip()))
    tags = [tag.strip() for tag in first(form, "tags").split(",") if tag.strip()]
    marks = first(form, "marks")
    hints = [hint for row in rows(form, "hint") for hint in row if hint]
    kept = (before or {}).get("kept")
    return {
        "id": key,
        "kind": kind,
        **words(form, "title"),
        **words(form, "prompt"),
        **({"evidence": _as_before(before, "evidence", evidence)} if evidence else {}),
        **{name: _as_before(before, name, value) for name, value in KINDS[kind].draft(form).items()},
        **words(form, "explanation"),
        **({"hints": hints} if hints else {}),
        **_penalty(form, before),
        **({"marks": number_or_text(marks)} if marks and marks != "1" else {}),
        **({"tags": tags} if tags else {}),
        **words(form, "difficulty"),
        **({"kept": kept} if kept else {}),
    }


def _penalty(form: Form, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a further try costs, typed in per cent; as it was written where it says the same."""
    typed, known = first(form, "penalty").removesuffix("%").strip(), (before or {}).get("penalty")
    number, written = number_of(typed), number_of(known)
    if not typed:
        return {}
    if number is None:
        return {"penalty": typed}
    is_as_before = written is not None and percent_of(written) == f"{number:.10g}"
    return {"penalty": known if is_as_before else number_or_text(f"{number / 100:.10g}")}


def _as_before(before: Mapping[str, Any] | None, name: str, value: Any) -> Any:
    """What was ticked in the order it had before, new entries behind it."""
    known = (before or {}).get(name)
    if name == "questions" and isinstance(known, list):
        return _each_as_before(known, value)
    if name not in TICKED or not known:
        return value
    return sorted(value, key=lambda each: known.index(each) if each in known else len(known))


def _each_as_before(known: Sequence[Any], questions: Sequence[Any]) -> list[Any]:
    """The questions inside a question, what was ticked in each in the order it had before."""
    before = {each.get("id"): each for each in known if isinstance(each, Mapping)}
    return [
        {name: _as_before(before.get(each.get("id")), name, value) for name, value in each.items()}
        if isinstance(each, Mapping)
        else each
        for each in questions
    ]


def new_key(form: Form, taken: Collection[str]) -> str:
    """The id of a new item: as typed, else the first words of its prompt, with a number when that is taken."""
    typed = first(form, "id")
    if typed:
        return typed
    plain = (
        unicodedata.normalize("NFKD", first(form, "prompt")[:LETTERS_FOR_AN_ID])
        .encode("ascii", "ignore")
        .decode()
        .lower()
    )
    found = re.findall(r"[a-z0-9]+", plain)[:WORDS_OF_AN_ID]
    key = "-".join(found)[:MOST_CHARACTERS].strip("-")
    key = key if ID.fullmatch(key) else f"question-{key}".strip("-")
    number = 1
    while (numbered := key if number == 1 else f"{key}-{number}") in taken:
        number += 1
    return numbered
