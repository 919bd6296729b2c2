"""One item of QTI 2 or 3 as a question of ours, or the reason why it is none."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from courses.items.formats.qti import choosing, typing
from courses.items.formats.qti.declarations import outcomes, responses
from courses.items.formats.qti.feedback import taken
from courses.items.formats.qti.finishing import as_own, finish, is_for_all, marks_of
from courses.items.formats.qti.item import BLANK, FAILED, OWN_LABEL, Item, Texts, Untaken, markup, tidy
from courses.items.formats.qti.kept import kept_of
from courses.items.formats.qti.pictures import Pictures
from courses.items.formats.qti.processing import Run
from courses.items.formats.qti.reporting import prose, right_words
from courses.items.formats.qti.tree import (
    BEYOND_TEXT,
    QTI21_KEPT,
    QTI30_KEPT,
    each,
    interactions,
    is_qti3,
    normalise,
    remove,
    replace,
    squeezed,
)
from courses.items.formats.values import Question, Skipped
from courses.items.formats.xml import Element, child, children, local

Spec = dict[str, Any]
INLINE: Mapping[str, Callable[[Item, Element], Spec]] = {
    "textEntryInteraction": typing.text_entry,
    "inlineChoiceInteraction": choosing.inline_choice,
}
BLOCK: Mapping[str, Callable[[Item, Element], Spec]] = {
    "choiceInteraction": choosing.choice,
    "orderInteraction": choosing.order,
    "matchInteraction": choosing.match,
    "associateInteraction": choosing.associate,
    "gapMatchInteraction": choosing.gap_match,
    "hottextInteraction": choosing.hottext,
    "extendedTextInteraction": typing.extended_text,
    "sliderInteraction": typing.slider,
}
# What of an interaction is text to read; the rest was turned into keys.
READ_ON = frozenset({"gapMatchInteraction", "hottextInteraction"})
NOT_READ = frozenset({"gapText", "gapImg"})


@dataclass(frozen=True)
class Source:
    """Where an item comes from: its path in the package, the pictures there, and the texts its items refer to, by path."""

    pictures: Pictures = field(default_factory=Pictures)
    path: str = ""
    category: tuple[str, ...] = ()
    weight: float | None = None
    stimuli: Mapping[str, Element] = field(default_factory=dict)


def name_of(root: Element) -> str:
    """What an item calls itself."""
    title = " ".join(root.get("title", "").split())
    return title or root.get("label", "") or root.get("identifier", "") or "Question"


def read_item(root: Element, source: Source, warnings: list[str]) -> Question | Skipped:
    """The question that an item is; the root is renamed on the way."""
    version = QTI30_KEPT if is_qti3(root) else QTI21_KEPT
    kept = kept_of(root)
    normalise(root)
    name = name_of(root)
    try:
        return _question(root, source, name, {version: kept} if kept else {}, warnings)
    except Untaken as reason:
        return Skipped(reason.what, name, str(reason))
    except Exception as error:  # One item that nobody thought of must not cost the others.
        logging.getLogger(__name__).exception("Reading an item failed")
        return Skipped("assessmentItem", name, FAILED.format(type(error).__name__))


def _question(root: Element, source: Source, name: str, kept: dict[str, str], warnings: list[str]) -> Question:
    body = child(root, "itemBody")
    if body is None:
        raise Untaken("assessmentItem", "It has no body.")
    _without_buttons(body)
    _refuse(root, body)
    words = prose(body)
    item = _item(root, body, source, name)
    spec = {"kind": "", "prompt": "", **_composed(item)}
    finish(item, spec, source, kept)
    warnings += item.texts.warnings
    lacking = " ".join(item.lacking)
    return Question(spec, name, source.category, source.path, lacking, words, right_words(spec))


def _refuse(root: Element, body: Element) -> None:
    """What no page of text can ask."""
    beyond = next((local(each_one) for each_one in body.iter() if local(each_one) in BEYOND_TEXT), None)
    if beyond:
        raise Untaken(beyond, "It needs more than text.")
    if root.get("adaptive") in ("true", "1"):
        raise Untaken("adaptive", "It changes while it is answered.")
    if child(root, "templateDeclaration") is not None or child(root, "templateProcessing") is not None:
        raise Untaken("templateDeclaration", "Its values are drawn anew each time.")
    unknown = next(
        (local(each_one) for each_one in interactions(body) if local(each_one) not in {*INLINE, *BLOCK}), None
    )
    if unknown:
        raise Untaken(unknown, "This way of answering is not known here.")


def _without_buttons(body: Element) -> None:
    """Buttons that end an attempt stay out where something else is asked."""
    asked = interactions(body)
    buttons = [each_one for each_one in asked if local(each_one) == "endAttemptInteraction"]
    if len(buttons) < len(asked):
        _drop(buttons)


def _item(root: Element, body: Element, source: Source, name: str) -> Item:
    texts = Texts(source.pictures, source.path, name)
    declared, results = responses(root), outcomes(root)
    run = Run(root, declared, results)
    feedback = taken(root, body, run)
    tidy(body, texts)
    label = root.get("label", "")
    own = label.removeprefix(OWN_LABEL) if label.startswith(OWN_LABEL) else ""
    return Item(root, body, declared, results, run, feedback, texts, own)


def _composed(item: Item) -> Spec:
    """The question by how many interactions there are, and of which sort."""
    asked = interactions(item.body)
    rubrics = list(each(item.body, "rubricBlock"))
    item.candidates = [item.texts.page(markup(block)) for block in rubrics if is_for_all(block)]
    inline = [each_one for each_one in asked if local(each_one) in INLINE]
    if not asked:
        _drop(rubrics)
        return {"kind": "description", "prompt": item.page(item.body)}
    if item.own_kind == "stimulus":
        return _several(item, asked, rubrics)
    if len(asked) == 1 and not inline:
        return _single(item, asked[0], rubrics)
    if len(inline) == len(asked):
        return _typed(item, inline, rubrics)
    if all(local(each_one) == "extendedTextInteraction" for each_one in asked):
        return _written(item, asked, rubrics)
    return _several(item, asked, rubrics)


def _drop(elements: Sequence[Element]) -> None:
    for element in elements:
        remove(element)


def _single(item: Item, element: Element, rubrics: Sequence[Element]) -> Spec:
    spec = BLOCK[local(element)](item, element)
    _settle(element)
    _drop(rubrics)
    return {**spec, "prompt": item.page(item.body)}


def _written(item: Item, asked: Sequence[Element], rubrics: Sequence[Element]) -> Spec:
    """Several texts to be written are one, in which each part is answered."""
    parts = [typing.extended_text(item, element) for element in asked]
    lines = sum(part.get("lines", 0) for part in parts)
    for element in asked:
        _settle(element)
    _drop(rubrics)
    item.texts.note(f"The {len(asked)} texts to be written became one.")
    more = {"lines": min(lines, typing.MOST_LINES)} if lines else {}
    return {**parts[0], **more, "prompt": item.page(item.body)}


def _settle(element: Element) -> None:
    """Leave of an interaction what is read before answering."""
    stays = {"prompt"} if element.tag not in READ_ON else None
    for inner in list(children(element)):
        if (stays is not None and local(inner) not in stays) or local(inner) in NOT_READ:
            remove(inner)
    if stays is not None:
        element.text = None
        for inner in element:
            inner.tail = None
    for prompt in children(element, "prompt"):
        prompt.tag = "div"
    element.tag = "div"


def _typed(item: Item, inline: Sequence[Element], rubrics: Sequence[Element]) -> Spec:
    """One field alone asks for a short answer or a number; several, or a choice in a line, are gaps."""
    _drop(rubrics)
    only = inline[0]
    if len(inline) == 1 and local(only) == "textEntryInteraction" and item.own_kind != "cloze":
        spec = _field(item, only)
        _leave_prompt(only)
        replace(only, BLANK if _goes_on(item.body, only) else "")
        return {**spec, "prompt": item.page(item.body)}
    gaps = [_gap(item, element) for element in inline]
    return {"kind": "cloze", "gaps": gaps, "prompt": item.page(item.body)}


def _field(item: Item, element: Element) -> Spec:
    """A field alone, with the unit that our own packages write behind it."""
    return {**typing.text_entry(item, element), **_unit(item, element)}


def _leave_prompt(element: Element) -> None:
    """A field has no prompt by the rules; where it has one, it stands before it."""
    for prompt in list(children(element, "prompt")):
        prompt.tag = "span"
        prompt.tail = " "
        element.addprevious(prompt)


def _unit(item: Item, element: Element) -> Spec:
    """The unit that our own packages write behind the field."""
    after = (element.tail or "").strip()
    if item.own_kind != "numeric" or not after:
        return {}
    element.tail = None
    return {"unit": after}


def _goes_on(body: Element, field_element: Element) -> bool:
    """Whether words follow after a field."""
    if (field_element.tail or "").strip():
        return True
    for element in (field_element, *field_element.iterancestors()):
        if element is body:
            break
        if any(squeezed(after) or (after.tail or "").strip() for after in element.itersiblings()):
            return True
        if element is not field_element and (element.tail or "").strip():
            return True
    return False


def _gap(item: Item, element: Element) -> Spec:
    identifier = element.get("responseIdentifier", "")
    key, token = item.gap(identifier.rpartition(".")[2] if item.own_kind else identifier)
    made = INLINE[local(element)](item, element)
    kinds = {"short-answer": "text", "numeric": "number"}
    made.pop("feedback", None)
    made["kind"] = kinds.get(made["kind"], made["kind"])
    _leave_prompt(element)
    replace(element, token)
    return {"id": key, **made, **marks_of(item, element)}


def _several(item: Item, asked: Sequence[Element], rubrics: Sequence[Element]) -> Spec:
    """A text with several questions: what stands before the first is about all of them, the rest before its own."""
    if any(local(each_one) == "extendedTextInteraction" for each_one in asked):
        names = " + ".join(dict.fromkeys(map(local, asked)))
        raise Untaken(f"composite: {names}", "A text to be written stands beside other questions.")
    _drop(rubrics)
    pieces = _pieces(item.body, asked)
    prompt, questions = "", []
    for block, inside in pieces:
        if not inside:
            words = item.page(block)
            if questions and words:
                item.texts.note("Words behind a question were put before all of them.")
            prompt = "\n\n".join(part for part in (prompt, words) if part)
            continue
        questions.append(_inner(item, block, inside))
    return {"kind": "stimulus", "prompt": prompt, "questions": questions}


def _inner(item: Item, block: Element, inside: Sequence[Element]) -> Spec:
    """A block with its interactions as a question inside."""
    item.gaps.clear()
    outer_kind, kind = item.own_kind, block.get("class", "").removeprefix("question ")
    item.own_kind = kind if outer_kind else ""
    key = block.get("id", "") if outer_kind else item.key(inside[0].get("responseIdentifier", ""), "question")
    spec = _inner_spec(item, inside)
    if spec["kind"] == "stimulus":
        raise Untaken("composite: matchInteraction", "A table with several right fields in a row stands beside others.")
    made = {"id": key, **spec, "prompt": item.page(block) or "\u2026"}
    if spec["kind"] != "cloze":
        made.update(marks_of(item, inside[0]))
    made = as_own(item, made, kind) if outer_kind else made
    wrong = [words for words in item.feedback.words if words.identifier == f"{key}.WRONG"] if outer_kind else []
    if wrong:
        made["feedback"] = item.say(wrong)
    item.gaps.clear()
    item.own_kind = outer_kind
    return made


def _inner_spec(item: Item, inside: Sequence[Element]) -> Spec:
    first = inside[0]
    if len(inside) == 1 and local(first) in BLOCK:
        spec = BLOCK[local(first)](item, first)
        _settle(first)
        return spec
    if len(inside) == 1 and local(first) == "textEntryInteraction" and item.own_kind != "cloze":
        spec = _field(item, first)
        replace(first, BLANK if (first.tail or "").strip() else "")
        return spec
    if item.own_kind:
        item.used.clear()
    return {"kind": "cloze", "gaps": [_gap(item, element) for element in inside]}


def _pieces(body: Element, asked: Sequence[Element]) -> list[tuple[Element, list[Element]]]:
    """The body cut into blocks that hold one block interaction, only inline ones, or none."""
    found: list[tuple[Element, list[Element]]] = []
    if (body.text or "").strip():
        found.append((_text_block(body.text or ""), []))
    for block in list(children(body)):
        tail, block.tail = block.tail, None
        inside = [each_one for each_one in asked if each_one is block or block in each_one.iterancestors()]
        blocks = [each_one for each_one in inside if local(each_one) in BLOCK]
        if len(blocks) > 1 or (blocks and len(inside) > 1):
            found += _pieces(block, asked)
        else:
            found.append((_wrapped(block) if block in inside else block, inside))
        if (tail or "").strip():
            found.append((_text_block(tail or ""), []))
    return _merged(found)


def _text_block(text: str) -> Element:
    element = etree.Element("p")
    element.text = text
    return element


def _wrapped(element: Element) -> Element:
    outer = etree.Element("div")
    outer.append(element)
    return outer


def _merged(pieces: list[tuple[Element, list[Element]]]) -> list[tuple[Element, list[Element]]]:
    """Words between two questions belong to the one behind them; the first words to all."""
    merged: list[tuple[Element, list[Element]]] = []
    waiting: list[Element] = []
    has_begun = False
    for block, inside in pieces:
        if not inside and has_begun:
            waiting.append(block)
            continue
        if waiting:
            outer = etree.Element("div")
            outer.extend([*waiting, block])
            block, waiting = outer, []
        has_begun = has_begun or bool(inside)
        merged.append((block, inside))
    return [*merged, *((block, []) for block in waiting)]
