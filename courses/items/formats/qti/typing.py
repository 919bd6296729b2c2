"""Interactions in which something is written: words, numbers, whole texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from courses.items.formats.qti import keys
from courses.items.formats.qti.declarations import Declaration
from courses.items.formats.qti.item import Item, Untaken, markup
from courses.items.formats.qti.keys import NEAR, NONSENSE, Range
from courses.items.formats.qti.tree import number, plain_number, squeezed
from courses.items.formats.stars import as_pattern
from courses.items.formats.xml import Element, child, children, descendants

Spec = dict[str, Any]
NO_ANSWER = "The file does not say which answer is right."
# The class of a field of our own packages in whose accepted answers a star stands for anything.
PATTERN = "pattern"
MOST_LINES = 60
MOST_ANSWERS = 1000


def text_entry(item: Item, element: Element) -> Spec:
    """A field for a number or for words, by what it is declared as."""
    declaration = item.declaration(element)
    if declaration.is_numeric or _is_range(item, declaration):
        return _number(item, declaration)
    is_pattern = bool(item.own_kind) and PATTERN in element.get("class", "").split()
    return _text(item, declaration, is_pattern=is_pattern)


def _is_range(item: Item, declaration: Declaration) -> bool:
    """Whether words are compared as numbers."""
    return not declaration.correct and any(each.value is None for each in keys.ranges_named(item.element, declaration))


def _text(item: Item, declaration: Declaration, *, is_pattern: bool) -> Spec:
    """Words; a star in them is a letter, except where our own packages say that it is a pattern."""
    named = keys.texts_named(item.element, declaration)
    _refuse_many(named)
    worths = keys.of_one(item.run, declaration, named)
    answers: list[str | Spec] = []
    for text in named:
        worth = worths.each.get(text, 1.0 if text in worths.right else 0.0)
        if text in worths.right:
            worth = 1.0
        if worth > NEAR:
            shown = text if is_pattern else as_pattern(text)
            answers.append(_answer(shown, {"text": shown}, worth, _said(item, declaration, text)))
    if not any(not isinstance(answer, dict) or "weight" not in answer for answer in answers):
        item.lacks(NO_ANSWER)
    is_exact = not keys.ignores_case(item.element, declaration)
    wrong = item.say(_said_to_wrong(item, declaration))
    return {
        "kind": "short-answer",
        "answers": answers,
        **({"case": True, "accents": True} if is_exact and answers else {}),
        **({"feedback": wrong} if wrong else {}),
    }


def _refuse_many(answers: Sequence[Any]) -> None:
    if len(answers) > MOST_ANSWERS:
        raise Untaken("textEntryInteraction", f"It accepts more than {MOST_ANSWERS} answers.")


def _answer(bare: Any, entry: Spec, worth: float, feedback: str) -> Any:
    more = {**({"weight": min(1.0, worth)} if worth < 1 - NEAR else {}), **({"feedback": feedback} if feedback else {})}
    return {**entry, **more} if more or not isinstance(bare, str) else bare


def _said_to_wrong(item: Item, declaration: Declaration) -> list[Any]:
    wrong = "" if declaration.is_numeric else NONSENSE
    given = {declaration.identifier: [wrong] if wrong else ["-987654321.123"]}
    said = item.feedback.said_to(given)
    return said or ([] if item.run.outcome_of(given) is not None else item.feedback.general(())[1])


def _said(item: Item, declaration: Declaration, text: str) -> str:
    """What is said to this answer and not to any."""
    general = _said_to_wrong(item, declaration)
    said = item.feedback.said_to({declaration.identifier: [text]})
    return item.say([words for words in said if words not in general])


def _number(item: Item, declaration: Declaration) -> Spec:
    found = []
    ranges = keys.ranges_named(item.element, declaration)
    _refuse_many(ranges)
    for reach in ranges:
        probe = repr(reach.probe)
        found.append((reach, item.run.score_of({declaration.identifier: [probe]}), _said(item, declaration, probe)))
    best = max((score for _, score, _ in found if score is not None), default=0.0)
    answers = []
    for reach, score, said in found:
        worth = score / best if score is not None and best > 0 else 1.0
        if worth > NEAR:
            answers.append(_answer(None, reach_spec(reach), worth, said))
    if not any("weight" not in answer for answer in answers):
        item.lacks(NO_ANSWER)
    wrong = item.say(_said_to_wrong(item, declaration))
    return {"kind": "numeric", **shortest(answers), **({"feedback": wrong} if wrong else {})}


def shortest(answers: list[Spec]) -> Spec:
    """One number in its short form."""
    if len(answers) == 1 and set(answers[0]) <= {"value", "tolerance"}:
        only = answers[0]
        return {"answer": only["value"], **({"tolerance": only["tolerance"]} if "tolerance" in only else {})}
    return {"answers": answers}


def reach_spec(reach: Range) -> Spec:
    """A number with its tolerance, or a range."""
    if reach.value is None:
        return {"from": plain_number(reach.low), "to": plain_number(reach.high)}
    if reach.tolerance:
        return {"value": plain_number(reach.value), "tolerance": plain_number(reach.tolerance)}
    below, above = reach.value - reach.low, reach.high - reach.value
    if abs(below - above) > NEAR * max(1.0, abs(reach.value)):
        return {"from": plain_number(reach.low), "to": plain_number(reach.high)}
    tolerance = float(f"{above:.12g}")
    return {"value": plain_number(reach.value), **({"tolerance": plain_number(tolerance)} if tolerance > 0 else {})}


def slider(item: Item, element: Element) -> Spec:
    """A number chosen on a line."""
    return _number(item, item.declaration(element))


def extended_text(item: Item, element: Element) -> Spec:
    """A text of one's own, with what its markers are told."""
    declaration = item.declaration(element)
    lines = number(element.get("expectedLines"))
    rubric = _rubric(item)
    model = _model(item, declaration)
    return {
        "kind": "essay",
        **({"model": model} if model else {}),
        **({"rubric": rubric} if rubric else {}),
        **({"lines": int(min(lines, MOST_LINES))} if lines and lines >= 1 else {}),
        **({"starter": declaration.starter} if declaration.starter else {}),
    }


def _model(item: Item, declaration: Declaration) -> str:
    """The model answer, which files keep in several places; the same words are taken once."""
    written = [markup(block) for block in _for_scorers(item) if block.get("class") != "rubric"]
    declared = [*declaration.correct]
    for outcome in item.outcomes.values():
        if "MODEL" in outcome.identifier.upper():
            declared += outcome.default
    known = " ".join(squeezed(block) for block in _for_scorers(item))
    written += [f"<p>{_escaped(text)}</p>" for text in declared if text not in known]
    return "\n\n".join(dict.fromkeys(text for html in written if (text := item.texts.page(html))))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _for_scorers(item: Item) -> list[Element]:
    return [block for block in descendants(item.element, "rubricBlock") if "scorer" in block.get("view", "").split()]


def _rubric(item: Item) -> list[Spec]:
    """The rubric that our own packages write: a criterion each, with its levels and their points."""
    found = []
    for block in _for_scorers(item):
        if block.get("class") != "rubric":
            continue
        for criterion in descendants(block, "div"):
            if criterion.get("class") == "criterion":
                found.append(_criterion(item, criterion))
    return found


def _criterion(item: Item, element: Element) -> Spec:
    title, levels = child(element, "p"), child(element, "ul")
    return {
        "id": element.get("id", "").removeprefix("criterion-"),
        "criterion": item.texts.line("" if title is None else markup(title)),
        "levels": [_level(item, level) for level in (children(levels, "li") if levels is not None else ())],
    }


def _level(item: Item, element: Element) -> Spec:
    points = next((inner for inner in children(element, "span") if inner.get("class") == "points"), None)
    worth = number(squeezed(points)) or 0.0
    if points is not None:
        element.remove(points)
    return {"text": item.texts.line(markup(element)), "points": plain_number(worth)}
