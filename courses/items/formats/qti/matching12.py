"""What belongs together, in the ways in which QTI 1.2 asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from courses.items.formats.qti.asked12 import Asked
from courses.items.formats.qti.choosing import NOTHING
from courses.items.formats.qti.materials12 import ident_of, labels, material, own_material
from courses.items.formats.xml import Element, descendants, words

Spec = dict[str, Any]
NO_PAIRS = "The file does not say what belongs together."


def several(asked: Asked, responses: Sequence[Element]) -> Spec | None:
    """Several choices with the same options: what stands before each belongs to its right option."""
    texts = [[asked.texts.line(material(label)) for label in labels(response)] for response in responses]
    is_named = all(own_material(response) for response in responses)
    if "matching" not in asked.kind and not (is_named and all(sorted(each) == sorted(texts[0]) for each in texts)):
        return None
    pairs, used = [], set()
    for response in responses:
        ident = ident_of(response)
        wanted = {words(value).strip() for value in asked.rules.values(ident, "varequal")}
        right = next((label for label in labels(response) if label.get("ident", "").strip() in wanted), None)
        if right is None:
            asked.lacks("The file does not say what belongs together.")
        text = "" if right is None else asked.texts.line(material(right))
        used.add(text)
        pairs.append({"left": asked.texts.line(own_material(response)) or ident, "right": text})
    rest = [text for text in dict.fromkeys(text for each in texts for text in each) if text not in used]
    return {"kind": "matching", "pairs": pairs, **({"distractors": rest} if rest else {})}


def sorting(asked: Asked, responses: Sequence[Element]) -> Spec:
    """Things to sort into categories: each belongs to its own, or to none."""
    things = {label.get("ident", "").strip(): label for response in responses for label in labels(response)}
    homes: dict[str, str] = {}
    for response in responses:
        category = asked.texts.line(own_material(response)) or ident_of(response)
        for value in asked.rules.values(ident_of(response), "varequal"):
            homes.setdefault(words(value).strip(), category)
    if not homes:
        asked.lacks("The file does not say what belongs together.")
    pairs = [
        {"left": asked.texts.line(material(label)) or ident, "right": homes.get(ident, NOTHING)}
        for ident, label in things.items()
    ]
    return {"kind": "matching", "pairs": pairs}


def grouped(asked: Asked, response: Element) -> Spec:
    """All that can be matched in one list; the one side names what it may be matched with."""
    choices = {label.get("ident", "").strip(): label for label in labels(response)}
    texts = {ident: asked.texts.line(material(label)) or ident for ident, label in choices.items()}
    pairs = dict(_pairs(asked, choices))
    if not pairs:
        asked.lacks(NO_PAIRS)
        naming = [ident for ident, label in choices.items() if label.get("match_group")]
        pairs = dict(zip(naming, [ident for ident in choices if ident not in naming], strict=False))
    rest = [text for ident, text in texts.items() if ident not in pairs and ident not in pairs.values()]
    made = [{"left": texts[left], "right": texts[right]} for left, right in pairs.items()]
    return {"kind": "matching", "pairs": made, **({"distractors": list(dict.fromkeys(rest))} if rest else {})}


def _pairs(asked: Asked, choices: dict[str, Element]) -> Iterator[tuple[str, str]]:
    """The right pairs: one side compared with the other, or both in one text with a comma."""
    for condition in asked.rules.conditions:
        if asked.rules.worth_of(condition) <= 0:
            continue
        for comparison in descendants(condition, "varequal", "varsubset"):
            text = words(comparison).strip()
            first, _, second = (part.strip() for part in text.partition(","))
            if not second:
                first, second = comparison.get("respident", ""), text
            elif first in choices and not choices[first].get("match_group"):
                first, second = second, first
            if first in choices and second in choices:
                yield first, second
