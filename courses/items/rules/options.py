"""Options to choose from: what kinds with one and with several right options have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from courses.items.rules.carrying import matched
from courses.items.rules.forms import first, rows
from courses.items.rules.kinds.context import Body, Form, Response
from courses.items.rules.numbers import number_or_text
from courses.items.rules.parts import Part
from courses.items.rules.text import plain

KEYS = frozenset({"options", "shuffle"})
OPTION_KEYS = frozenset({"text", "correct", "feedback", "weight", "evidence"})
FEWEST, MOST = 2, 200
MOST_EVIDENCE = 20


def parse_options(item: Part) -> list[dict[str, Any]]:
    """The options of a choice; a wrong one without feedback is a problem, unless the question may come from elsewhere.

    `weight` is what choosing one is worth as it is written, None where nothing is.
    """
    options = [_option(part) for part in item.parts("options", OPTION_KEYS, FEWEST, MOST)]
    item.different("options", [option["html"] for option in options], inside="text")
    return options


def _option(part: Part) -> dict[str, Any]:
    correct, feedback = part.flag("correct"), part.html("feedback", optional=True)
    if not correct and feedback is None and not part.context.is_lenient:
        part.problem("feedback", "A wrong option needs 'feedback': why is it wrong?")
    if correct and "evidence" in part.spec:
        part.problem("evidence", "What proves the right option is the 'evidence' of the question. Write it there.")
    return {
        "html": part.line("text"),
        "correct": correct,
        "feedback_html": feedback,
        "weight": part.fraction("weight", low=-1) if "weight" in part.spec else None,
        "evidence": part.references("evidence", MOST_EVIDENCE),
    }


def parse_one_right(item: Part) -> list[dict[str, Any]]:
    """The options of a choice of which exactly one is right: it is worth 1, any other nothing unless its `weight` says more or less."""
    options = parse_options(item)
    right = [number for number, option in enumerate(options) if option["correct"]]
    if options and len(right) != 1:
        item.problem("options", f"Exactly one option should be 'correct: true', not {len(right)}.")
    for number, option in enumerate(options):
        if option["correct"] and option["weight"] not in (None, 1):
            place = (*item.path, "options", number, "weight")
            item.context.problem(place, "The right option is worth 1. Leave its 'weight' out.")
        option["weight"] = 1.0 if option["correct"] else option["weight"] or 0.0
    return options


def compiled(item: Part, options: list[dict[str, Any]]) -> dict[str, Any]:
    """What the kinds of choices hand back: options, whether they may be shuffled, and what proves wrong ones wrong."""
    proofs = {number: tuple(option["evidence"]) for number, option in enumerate(options) if option["evidence"]}
    return {"options": options, "shuffle": item.flag("shuffle", default=True), "option_proves": proofs}


def worth(option: Mapping[str, Any]) -> float:
    """What choosing the only option is worth; those compiled before there were weights are worth everything or nothing."""
    weight = option.get("weight")
    return weight if weight is not None else float(option["correct"])


def notes_on(body: Body, numbers: Iterable[int]) -> dict[int, str]:
    """The feedback on options by their number."""
    options = body["options"]
    return {number: options[number]["feedback_html"] for number in numbers if options[number]["feedback_html"]}


def wrong(body: Body, numbers: Iterable[int]) -> tuple[int, ...]:
    """Those of the options that are wrong."""
    return tuple(number for number in numbers if not body["options"][number]["correct"])


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """The options in any order, or as written."""
    numbers = range(len(body["options"]))
    return {"options": rng.sample(numbers, len(numbers)) if shuffle and body.get("shuffle", True) else list(numbers)}


def missing(body: Body, response: Response) -> str | None:
    """A choice lacks nothing."""
    return None


def choices(body: Body) -> tuple[str, ...]:
    """The options."""
    return tuple(plain(option["html"]) for option in body["options"])


def carried(old: Body, new: Body, chosen: Sequence[int]) -> list[int]:
    """The numbers in a new wording of the options chosen in an old one, in order, without those that are gone."""
    found = matched(*([option["html"] for option in body["options"]] for body in (old, new)))
    return sorted(found[number] for number in chosen if number in found)


def draft(form: Form) -> dict[str, Any]:
    """The editor's rows; those without words are left out."""
    right = set(form.get("option-correct", ()))
    names = ("option-number", "option-text", "option-weight", "option-feedback", "option-evidence")
    options = [
        {
            "text": text,
            **({"correct": True} if number in right else {}),
            **({"weight": number_or_text(weight)} if weight else {}),
            **({"feedback": feedback} if feedback else {}),
            **({"evidence": re.split(r"[\s,]+", evidence.strip(" ,"))} if evidence.strip(" ,") else {}),
        }
        for number, text, weight, feedback, evidence in rows(form, *names)
        if text
    ]
    return {"options": options, **({"shuffle": False} if first(form, "keep-order") else {})}
