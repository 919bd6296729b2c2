"""Questions as a file for Moodle: texts as HTML, pictures inside, categories before the questions that stand in them.

What Moodle has no counterpart for becomes what is nearest, and is named: proof by passages becomes an essay, several questions about one
text become that text followed by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from courses.items.formats.moodle_xml import gaps_written
from courses.items.formats.moodle_xml.answers import KINDS
from courses.items.formats.moodle_xml.drafts import Draft, given
from courses.items.formats.moodle_xml.gaps import first_words
from courses.items.formats.moodle_xml.kept import HINT_FLAGS, elements_of
from courses.items.formats.plain_files import begins
from courses.items.formats.texts import words_of_html
from courses.items.formats.values import Loss, Outgoing, Written
from courses.items.formats.xml import Element, child, children, local
from courses.items.rules.numbers import number_of

Spec = Mapping[str, Any]
NAME = "moodle_xml"
TITLE = "Moodle XML"
ENDING = "xml"
USUAL_PENALTY = 1 / 3
WITH_GAPS = frozenset({"cloze", "drag-words"})
LONGEST_NAME = 255
# What says what the question is; nothing that was kept may stand in its place.
OURS = frozenset(
    {
        "name",
        "questiontext",
        "generalfeedback",
        "answer",
        "subquestion",
        "dragbox",
        "tags",
        "single",
        "usecase",
        "units",
        "category",
    }
)


def write(items: Sequence[Outgoing], pictures: Mapping[str, bytes], *, title: str) -> Written:
    """A file with all questions; those without a category stand in one named like the whole."""
    root = etree.Element("quiz")
    losses: list[Loss] = []
    now: tuple[str, ...] = ()
    for item in items:
        way = tuple(item.category) or ((title,) if title else ())
        if way and way != now:
            _category(root, way)
            now = way
        _questions(root, item.spec, pictures, losses)
    etree.indent(root)
    content = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Written(content + b"\n", losses)


def _category(root: Element, way: Sequence[str]) -> None:
    draft = Draft("", etree.SubElement(root, "question", type="category"), {})
    path = "/".join(part.replace("/", "//") for part in ("$course$", "top", *way) if part)
    draft.text(draft.put("category"), path)


def _questions(root: Element, spec: Spec, pictures: Mapping[str, bytes], losses: list[Loss]) -> None:
    """A question, or several where it holds others."""
    draft = Draft(str(spec["id"]), etree.SubElement(root, "question"), pictures)
    _question(spec, draft)
    losses += draft.losses
    if spec["kind"] == "stimulus":
        names = ", ".join(str(inner.get("id", "")) for inner in spec["questions"])
        losses.append(
            Loss(
                draft.item,
                f"Its text and its questions ({names}) stand one after the other, bound by nothing.",
                ("kind",),
            )
        )
        for inner in spec["questions"]:
            _questions(root, {**inner, "id": draft.item, "inner": inner.get("id")}, pictures, losses)


def _question(spec: Spec, draft: Draft) -> None:
    kind = KINDS[spec["kind"]]
    draft.element.set("type", kind.type)
    has_gaps = spec["kind"] in WITH_GAPS
    prompt = gaps_written.html_of(spec, draft) if has_gaps else draft.html_of(given(spec, "prompt"))
    draft.text(draft.put("name"), _name(spec, prompt, draft))
    asked = draft.html(draft.put("questiontext"), prompt)
    draft.page("generalfeedback", given(spec, "explanation"))
    _figures(spec, draft)
    kind.write(spec, draft)
    if spec["kind"] == "cloze" and given(spec, "feedback"):
        draft.lose("A text with gaps has no feedback of its own there.", "feedback")
    _hints(spec, draft)
    _tags(spec, draft)
    if spec.get("evidence"):
        draft.lose("The passages that prove the answer.", "evidence")
    _put_back(spec, draft, asked)


def _name(spec: Spec, html: str, draft: Draft) -> str:
    """Every question needs a name; where it has none, its first words are it."""
    title = " ".join(given(spec, "title").split())
    first = first_words(html) if spec["kind"] in WITH_GAPS else begins(words_of_html(html))
    if title and title[:LONGEST_NAME] == first:
        draft.lose("A title that is only the first words of the question.", "title")
    return title[:LONGEST_NAME] or first or str(spec["id"])


def _figures(spec: Spec, draft: Draft) -> None:
    """What it is worth, what another try costs, and by what it is known."""
    if spec["kind"] == "cloze":
        draft.put("defaultgrade", gaps_written.total_of(spec, draft))
    elif spec["kind"] in ("description", "stimulus"):
        draft.put("defaultgrade", "0")
    else:
        draft.put("defaultgrade", f"{number_of(spec.get('marks', 1)) or 1:.7g}")
    penalty = number_of(spec.get("penalty", USUAL_PENALTY))
    is_asked = spec["kind"] not in ("description", "stimulus", "essay", "evidence")
    draft.put("penalty", f"{penalty if penalty is not None and is_asked else 0:.7f}")
    draft.put("hidden", "0")
    inner = f".{spec['inner']}" if spec.get("inner") else ""
    draft.put("idnumber", f"{draft.item}{inner}"[:100])


def _hints(spec: Spec, draft: Draft) -> None:
    for hint in spec.get("hints") or ():
        draft.page("hint", str(hint))


def _tags(spec: Spec, draft: Draft) -> None:
    """Tags; how hard a question is, is one more."""
    tags = [str(tag) for tag in spec.get("tags") or ()]
    if hard := given(spec, "difficulty"):
        tags.append(f"difficulty:{hard}")
    if tags:
        holder = draft.put("tags")
        for tag in tags:
            draft.text(draft.put("tag", parent=holder), tag)


def _put_back(spec: Spec, draft: Draft, asked: Element) -> None:
    """What an import from Moodle kept."""
    kept = spec.get("kept")
    hints = list(children(draft.element, "hint"))
    flags = 0
    for element in elements_of(kept.get(NAME) if isinstance(kept, Mapping) else None):
        name = local(element)
        if name == "hint":
            if flags < len(hints):
                hints[flags].extend(list(children(element, *HINT_FLAGS)))
            flags += 1
        elif name == "file":
            holder = child(draft.element, element.attrib.pop("in", "questiontext"))
            (asked if holder is None else holder).append(element)
        elif name not in OURS:
            _replace(draft.element, element)


def _replace(question: Element, element: Element) -> None:
    """In the place of what is usual, or before the hints."""
    usual = child(question, local(element))
    if usual is not None:
        question.replace(usual, element)
        return
    end = next(children(question, "hint", "tags"), None)
    if end is None:
        question.append(element)
    else:
        end.addprevious(element)
