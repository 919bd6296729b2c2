"""QTI 1.2, as Canvas, Respondus and Common Cartridge write it: every item of a file as a question, or the reason why not."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from courses.items.formats.plain_files import begins
from courses.items.formats.qti import answers12, asked12, dialects12
from courses.items.formats.qti.item import FAILED, Texts, Untaken
from courses.items.formats.qti.materials12 import Presentation, material, presented
from courses.items.formats.qti.pictures import Pictures
from courses.items.formats.qti.reporting import bare_words, right_words
from courses.items.formats.qti.rules12 import rules_of
from courses.items.formats.qti.tree import number, plain_number
from courses.items.formats.values import Question, Skipped
from courses.items.formats.xml import Element, child, children, descendants, local, words

Spec = dict[str, Any]
TYPE_FIELDS = ("question_type", "cc_profile", "qmd_itemtype", "qmd_questiontype", "bbmd_questiontype", "itemtype")
FIELDS = ("qtimetadatafield", "qti_metadatafield")
MARK_FIELDS = ("points_possible", "cc_weighting", "qmd_weighting", "qmd_absolutescore_max")
UNTAKEN = re.compile(
    r"calculated|formula|file_upload|hot[_ ]?spot|drawing|arithmetic|significant|likert|upload|jumbled|opinion",
    re.IGNORECASE,
)
SOUNDS = ("mataudio", "matvideo", "matapplet")
MOST_MARKS = 100


def read_all(root: Element, pictures: Pictures, path: str, warnings: list[str]) -> list[Question | Skipped]:
    """All items of a file, each with the titles of its assessment, bank and sections as its category."""
    for section in descendants(root, "section", "assessment"):
        if text := bare_words("".join(material(each) for each in children(section, "presentation_material"))):
            warnings.append(f"'{section.get('title', '')}': The words of a section were left out: {begins(text)}")
    return [_read(item, category, pictures, path, warnings) for item, category in _items(root, ())]


def _items(element: Element, category: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    for inner in children(element):
        name = local(inner)
        if name == "item":
            yield inner, category
        elif name in ("assessment", "section", "objectbank"):
            title = " ".join((inner.get("title") or _metadata(inner).get("bank_title", "")).split())
            yield from _items(inner, (*category, title) if title else category)


def _metadata(element: Element) -> dict[str, str]:
    """The fields of an item's metadata, by lower-case names, however they are written."""
    found: dict[str, str] = {}
    for block in children(element, "itemmetadata", "qtimetadata"):
        for entry in descendants(block, *FIELDS):
            label, value = words(child(entry, "fieldlabel")), words(child(entry, "fieldentry"))
            found.setdefault(label.strip().lower(), value.strip())
        for entry in children(block):
            if local(entry).startswith(("qmd_", "bbmd_")):
                found.setdefault(local(entry).lower(), words(entry).strip())
    for block in children(element, "qtimetadata"):
        for entry in children(block, *FIELDS):
            found.setdefault(
                words(child(entry, "fieldlabel")).strip().lower(), words(child(entry, "fieldentry")).strip()
            )
    return found


def _read(
    item: Element, category: tuple[str, ...], pictures: Pictures, path: str, warnings: list[str]
) -> Question | Skipped:
    name = " ".join(item.get("title", "").split()) or item.get("ident", "") or "Question"
    metadata = _metadata(item)
    kind = next((metadata[field] for field in TYPE_FIELDS if metadata.get(field)), "")
    texts = Texts(pictures, path, name)
    try:
        if UNTAKEN.search(kind):
            raise Untaken(kind, "Questions of this type are not known here.")
        spec, lacking, prose = _spec(item, kind.lower(), texts)
    except Untaken as reason:
        return Skipped(reason.what, name, str(reason))
    except Exception as error:  # One item that nobody thought of must not cost the others.
        logging.getLogger(__name__).exception("Reading an item failed")
        return Skipped(kind or "item", name, FAILED.format(type(error).__name__))
    warnings += texts.warnings
    title = " ".join(item.get("title", "").split())
    marks = next((number(metadata[field]) for field in MARK_FIELDS if number(metadata.get(field))), None)
    if title and title.lower() != "question":
        spec["title"] = title[:300]
    if marks and 0 < marks <= MOST_MARKS and marks != 1 and spec["kind"] != "description":
        spec["marks"] = plain_number(marks)
    return Question(spec, name, category, path, lacking, prose, right_words(spec))


def _spec(item: Element, kind: str, texts: Texts) -> tuple[Spec, str, str]:
    presentation = child(item, "presentation")
    if presentation is None:
        raise Untaken("item", "It shows nothing.")
    dialects12.settle(item)
    found = presented(presentation)
    answers12.refuse(found)
    question = asked12.Asked(item, kind, found, rules_of(item), texts)
    spec = answers12.spec_of(question)
    spec["prompt"] = _prompt(found, question, spec) or item.get("title", "") or "\u2026"
    if spec["kind"] == "essay" and (model := _model(item, question)):
        spec["model"] = model
    if next(descendants(presentation, *SOUNDS), None) is not None:
        texts.note("A recording or a video was left out.")
    _add_feedback(item, question, spec)
    return spec, " ".join(question.lacking), bare_words(found.html({}))


def _prompt(found: Presentation, question: asked12.Asked, spec: Spec) -> str:
    html = found.html(question.tokens)
    for name, token in question.placeholders.items():
        html = html.replace(f"[{name}]", token, 1) if f"[{name}]" in html else f"{html}<p>{token}</p>"
    return question.page(html)


def _model(item: Element, question: asked12.Asked) -> str:
    """The model answer that Brightspace writes beside an essay."""
    return "\n\n".join(text for key in children(item, "answer_key") if (text := question.say(key)))


def _add_feedback(item: Element, question: asked12.Asked, spec: Spec) -> None:
    """Feedback that belongs to no option, solutions and hints."""
    for holder in children(item, "itemfeedback", "hint"):
        for hint in descendants(holder, "hintmaterial"):
            spec.setdefault("hints", []).append(question.say(hint))
    hints = [hint for hint in spec.pop("hints", []) if hint]
    if hints and spec["kind"] not in ("description", "essay"):
        spec["hints"] = hints
    wrong = question.wrong_feedback()
    rest = question.rest_of_feedback(wrong)
    if wrong and spec["kind"] in answers12.WITH_FEEDBACK and "feedback" not in spec:
        spec["feedback"] = "\n\n".join(wrong)
        wrong = []
    if texts := list(dict.fromkeys([*rest, *wrong])):
        spec["explanation"] = "\n\n".join(texts)
