"""Matching: to each left side belongs one of the right sides."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.carrying import matched
from courses.items.rules.forms import first, index, rows, words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part
from courses.items.rules.text import plain

NAME = "matching"
TITLE = "Matching"
KEYS = frozenset({"pairs", "distractors", "feedback", "shuffle"})
PAIR_KEYS = frozenset({"left", "right"})
# Every left side offers every right one: the page grows with their product.
MOST = 50


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile. Right sides stand in the order of their words, so that their numbers give nothing away."""
    item = Part(spec, context)
    pairs = [(part.line("left"), plain(part.line("right"))) for part in item.parts("pairs", PAIR_KEYS, 2, MOST)]
    item.different("pairs", [left for left, _ in pairs], inside="left")
    distractors = [plain(line) for line in item.lines("distractors", 0, MOST)]
    rights = sorted({right for _, right in pairs} | set(distractors))
    for number, words_ in enumerate(distractors):
        if words_ and words_ in (*distractors[:number], *(right for _, right in pairs)):
            context.problem(
                ("distractors", number), "A distractor should fit nothing, but these words stand elsewhere too."
            )
    return {
        "lefts": [left for left, _ in pairs],
        "rights": rights,
        "pairs": [rights.index(right) for _, right in pairs],
        "shuffle": item.flag("shuffle", default=True),
        "feedback_html": item.html("feedback", optional=True),
    }


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """Both sides in any order, or the left one as written and the right one by its words."""
    sides = {side: range(len(body[side])) for side in ("lefts", "rights")}
    is_shuffled = shuffle and body.get("shuffle", True)
    return {
        side: rng.sample(numbers, len(numbers)) if is_shuffled else list(numbers) for side, numbers in sides.items()
    }


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """For each left side the number of the right one, or None where none was chosen."""
    values = [first(form, f"pair-{number}") for number in range(len(body["lefts"]))]
    if not any(values):
        return None
    return {"pairs": [index(value, len(body["rights"])) if value else None for value in values]}


def missing(body: Body, response: Response) -> str | None:
    """Left sides without a partner."""
    return "Not everything has its partner yet." if None in response["pairs"] else None


def grade(body: Body, response: Response) -> Grade:
    """The fraction of left sides with the right partner."""
    parts = tuple(given == right for given, right in zip(response["pairs"], body["pairs"], strict=True))
    return Grade(sum(parts) / len(parts), remark_html=None if all(parts) else body["feedback_html"], parts=parts)


def key(body: Body) -> dict[str, Any]:
    """Every partner."""
    return {"pairs": list(body["pairs"])}


def _pair(body: Body, left: int, right: int) -> str:
    return f"{plain(body['lefts'][left])} → {body['rights'][right]}"


def choices(body: Body) -> tuple[str, ...]:
    """The right pairs."""
    return tuple(_pair(body, left, right) for left, right in enumerate(body["pairs"]))


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The pairs made."""
    return tuple(_pair(body, left, right) for left, right in enumerate(response["pairs"]) if right is not None)


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """The partners of what says the same; None where no partner is left."""
    lefts, rights = (matched(old[side], new[side]) for side in ("lefts", "rights"))
    pairs: list[int | None] = [None] * len(new["lefts"])
    for left, right in enumerate(response["pairs"]):
        if left in lefts and right is not None:
            pairs[lefts[left]] = rights.get(right)
    return None if set(pairs) == {None} else {"pairs": pairs}


def draft(form: Form) -> dict[str, Any]:
    """The editor's rows and fields; one distractor a line."""
    pairs = [{"left": left, "right": right} for left, right in rows(form, "pair-left", "pair-right") if left or right]
    distractors = [line.strip() for line in first(form, "distractors").splitlines() if line.strip()]
    return {
        "pairs": pairs,
        **({"distractors": distractors} if distractors else {}),
        **({"shuffle": False} if first(form, "keep-order") else {}),
        **words(form, "feedback"),
    }
