"""QTI 1.2 as Blackboard, Brightspace and Sakai write it, made into what others write: where answers stand, how the right one is named."""

from __future__ import annotations

from lxml import etree

from courses.items.formats.qti.materials12 import ident_of, labels, material
from courses.items.formats.qti.tree import number
from courses.items.formats.xml import Element, attribute, child, children, descendants, local, words

RIGHT_SIDES = "RIGHT_MATCH_BLOCK"
CORRECT = "correct"
# What Blackboard calls the options of questions with two; people see words.
EITHER_OR = {
    f"{names}.{truth}": word
    for names in ("true_false", "yes_no", "right_wrong", "agree_disagree")
    for truth, word in zip(("true", "false"), names.title().split("_"), strict=True)
}


def settle(item: Element) -> None:
    """Change an item in one of these ways; any other stays as it is."""
    presentation = child(item, "presentation")
    if presentation is not None:
        _settle_matching(presentation)
        _settle_names(item, presentation)
        for text in descendants(presentation, "mattext"):
            text.text = EITHER_OR.get(words(text).strip(), text.text)
    for condition in descendants(item, "respcondition"):
        _settle_marks(condition)
    if presentation is not None and not any(_gives(setting) for setting in descendants(item, "setvar")):
        _settle_typed(item, presentation)


def _settle_matching(presentation: Element) -> None:
    """The right sides stand once, behind all left ones; the places to choose them name them by position only."""
    sides = next((flow for flow in descendants(presentation, "flow") if _class(flow) == RIGHT_SIDES), None)
    above = None if sides is None else sides.getparent()
    if sides is None or above is None:
        return
    texts = [_mattext(side) for side in children(sides, "flow")]
    above.remove(sides)
    for response in list(descendants(presentation, "response_lid")):
        for label, text in zip(labels(response), texts, strict=False):
            if not material(label):
                label.append(_material(text))
        block = response.getparent()
        if block is not None and _class(block) == "Block":
            left = _mattext(block)
            for beside in [each for each in children(block) if local(each) in ("flow", "material")]:
                block.remove(beside)
            response.insert(0, _material(left))


def _settle_names(item: Element, presentation: Element) -> None:
    """What is typed is called by the name of its place in the response; its rules belong to the response."""
    responses = list(descendants(presentation, "response_str", "response_num"))
    known = {ident_of(response) for response in responses}
    places = {label.get("ident", ""): ident_of(response) for response in responses for label in labels(response)}
    for comparison in item.iter():
        name = comparison.get("respident", "")
        if name in places and name not in known and local(comparison).startswith("var"):
            comparison.set("respident", places[name])


def _settle_marks(condition: Element) -> None:
    """Where a condition shows what is said to right answers, it means all marks, though it does not say so."""
    shown = {attribute(link, "linkrefid").lower() for link in children(condition, "displayfeedback")}
    if CORRECT in shown and not any(_gives(setting) for setting in children(condition, "setvar")):
        _give(condition)


def _settle_typed(item: Element, presentation: Element) -> None:
    """Where nothing gives a mark, what is typed is compared with right answers all the same."""
    typed = {ident_of(response) for response in descendants(presentation, "response_str", "response_num")}
    for condition in descendants(item, "respcondition"):
        compared = {comparison.get("respident", "") for comparison in descendants(condition, "varequal")}
        if compared and compared <= typed and child(condition, "setvar") is not None:
            _give(condition)


def _gives(setting: Element) -> bool:
    return number(words(setting)) != 0


def _give(condition: Element) -> None:
    for setting in list(children(condition, "setvar")):
        condition.remove(setting)
    etree.SubElement(condition, "setvar", varname="SCORE", action="Add").text = "SCORE.max"


def _class(flow: Element) -> str:
    return attribute(flow, "class")


def _mattext(element: Element) -> str:
    """What stands in a block beside the places to answer."""
    return "".join(material(inner) for inner in children(element, "flow", "material"))


def _material(markup: str) -> Element:
    made = etree.Element("material")
    text = etree.SubElement(made, "mattext", texttype="text/html")
    text.text = markup
    return made
