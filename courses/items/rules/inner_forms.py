"""The editor's form of questions inside a question: each has the fields of its own kind, named `questions.<number>.<field>` from 1.

What the buttons between them ask for (one more, one less, another order) is done as the form is read, so that what was typed stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from courses.items.rules.drafting import new_key, spec_from
from courses.items.rules.forms import MOST_ROWS, first, words
from courses.items.rules.inside import form_of
from courses.items.rules.kinds.context import KINDS, Form, Kind

NAME = "questions"


def name_of(number: int) -> str:
    """What the names of a question's fields begin with; `number` counts from 1."""
    return f"{NAME}.{number}"


def kinds_inside() -> dict[str, Kind]:
    """The kinds that can stand inside another question, by their names."""
    return {name: kind for name, kind in KINDS.items() if not getattr(kind, "STANDS_ALONE", False)}


def is_arranging(form: Form) -> bool:
    """Whether a button between the questions was pressed, which publishes nothing."""
    return first(form, "action").split(" ")[0] == NAME


def drafted_questions(form: Form) -> list[dict[str, Any]]:
    """The questions of the form in their order, each as its kind reads it, an id made for those that have none."""
    blocks = _arranged([form_of(form, name_of(number)) for number in _numbers(form)], form)
    taken = {key for block in blocks if (key := first(block, "id"))}
    found = []
    for block in blocks:
        # One that was only just added gets its id when there are words to make it of.
        is_new = is_arranging(form) and not first(block, "prompt") and not first(block, "id")
        key = "" if is_new else new_key(block, taken)
        taken.add(key)
        found.append(_drafted(block, key))
    return found


def _numbers(form: Form) -> list[int]:
    """The numbers of the questions that the form holds."""
    parts = (name.split(".") for name in form if name.startswith(f"{NAME}."))
    numbers = {part[1] for part in parts if part[2:] == ["kind"] and part[1].isascii() and part[1].isdecimal()}
    return sorted(int(number) for number in numbers if len(number) <= len(str(MOST_ROWS)))[:MOST_ROWS]


def _drafted(block: Form, key: str) -> dict[str, Any]:
    """A question of the form; of a kind that cannot stand inside another, only what any has."""
    kind = first(block, "kind")
    if kind not in kinds_inside():
        return {"id": key, "kind": kind, **words(block, "prompt")}
    spec = spec_from(block, kind, key)
    return spec if key else {name: value for name, value in spec.items() if name != "id"}


def _arranged(blocks: Sequence[Form], form: Form) -> list[Form]:
    """The questions as they stand after what the button asks for; one that asks for what is not there changes nothing."""
    found = list(blocks)
    if not is_arranging(form):
        return found
    _name, wish, place = [*first(form, "action").split(" "), "", ""][:3]
    if wish == "add" and first(form, f"{NAME}-kind") in kinds_inside():
        return [*found, {"kind": [first(form, f"{NAME}-kind")]}]
    index = int(place) - 1 if place.isascii() and place.isdecimal() and len(place) <= 3 else -1
    if not 0 <= index < len(found):
        return found
    block = found.pop(index)
    if wish in STEPS:
        found.insert(max(index + STEPS[wish], 0), block)
    elif wish != "remove":
        found.insert(index, block)
    return found


STEPS: Mapping[str, int] = {"up": -1, "down": 1}
