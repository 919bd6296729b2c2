"""Questions as a package: a manifest, a test that asks them all, an item for each, and their pictures."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from courses.items.formats.qti import asking
from courses.items.formats.qti.building import (
    EXPLANATION,
    GENERAL,
    RESPONSE,
    WRONG,
    Building,
    Spec,
    assembled,
    node,
    number,
    token,
    variable,
    written,
)
from courses.items.formats.qti.item import OWN_LABEL
from courses.items.formats.qti.kept import restored
from courses.items.formats.qti.words import FOLDER, Words
from courses.items.formats.values import Loss, Outgoing, Written
from courses.items.formats.xml import Element

EPOCH = (1980, 1, 1, 0, 0, 0)
NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]")
MAKERS: Mapping[str, Callable[[Building, Spec, str], list[Element]]] = {
    "multiple-choice": asking.choice,
    "multiple-response": asking.choice,
    "true-false": asking.true_false,
    "short-answer": asking.short_answer,
    "numeric": asking.numeric,
    "matching": asking.matching,
    "ordering": asking.ordering,
    "evidence": asking.evidence,
    "essay": asking.essay,
}
LOST = {
    "hints": "QTI has no hints that come one after the other.",
    "penalty": "QTI has no price for another try.",
    "evidence": "The passages that prove an answer stay in the course.",
    "tags": "Tags are not written.",
    "difficulty": "The difficulty is not written.",
}
INSIDE_LOST = {
    "title": "Questions inside another have no titles in QTI.",
    "explanation": "Questions inside another have no explanations of their own in QTI.",
}


@dataclass(frozen=True)
class Version:
    """What makes a version: how items and tests are named and packed, and how a tree is turned into its names."""

    kept: str
    item_type: str
    test_type: str
    schema: str
    schema_version: str
    manifest_namespace: str
    render: Callable[[Element], bytes]


@dataclass(frozen=True)
class Part:
    """An item in its file: its id, its path, and the pictures it shows."""

    identifier: str
    path: str
    content: bytes
    pictures: tuple[str, ...]
    item: Outgoing


def write_package(items: Sequence[Outgoing], pictures: Mapping[str, bytes], title: str, version: Version) -> Written:
    """The package, and what it could not hold."""
    losses: list[Loss] = []
    parts: list[Part] = []
    used: set[str] = {"TEST", "MANIFEST"}
    for item in items:
        identifier = _identifier(str(item.spec["id"]), used)
        words = Words(pictures)
        element, lost = build_item(item.spec, identifier, words, version.kept)
        losses += lost
        shown = tuple(dict.fromkeys(words.used))
        parts.append(Part(identifier, f"items/{identifier}.xml", version.render(element), shown, item))
    files = {
        "imsmanifest.xml": _manifest(parts, version),
        "test.xml": version.render(_test(parts, title)),
        **{part.path: part.content for part in parts},
        **{f"{FOLDER}{name}": pictures[name] for part in parts for name in part.pictures},
    }
    return Written(_zipped(files), losses)


def _identifier(key: str, used: set[str]) -> str:
    """An id that XML allows, used once."""
    first = NOT_IN_ID.sub("-", key) or "item"
    first = first if first[0].isalpha() or first[0] == "_" else f"item-{first}"
    identifier, position = first, 2
    while identifier in used:
        identifier, position = f"{first}-{position}", position + 1
    used.add(identifier)
    return identifier


def build_item(spec: Spec, identifier: str, words: Words, kept: str) -> tuple[Element, list[Loss]]:
    """One question as an item, in the names of version 2, and what it lost."""
    kind = str(spec["kind"])
    built = Building(spec, words, marked_alone=kind not in ("cloze", "stimulus"))
    for key, message in LOST.items():
        if spec.get(key) or (key == "penalty" and key in spec) or _is_inside(spec, key):
            built.lose(message, key)
    built.body = _stimulus(built, spec) if kind == "stimulus" else _asked(built, spec, RESPONSE)
    if kind == "cloze" and spec.get("feedback"):
        is_wrong = node("lt", variable("SCORE"), number(1))
        built.say_when(is_wrong, WRONG, spec["feedback"], GENERAL)
    if spec.get("explanation"):
        built.say(GENERAL, EXPLANATION, spec["explanation"])
        more = node("multiple", variable(GENERAL), token(EXPLANATION))
        built.feedback_rules.append(node("setOutcomeValue", more, identifier=GENERAL))
    built.body += restored(str(spec.get("kept", {}).get(kept, "")))
    for name in dict.fromkeys(words.absent):
        built.lose(f"The picture '{name[:100]}' is not there; its words stand in its place.")
    title = str(spec.get("title") or identifier)
    return assembled(built, identifier=identifier, title=title, label=f"{OWN_LABEL}{kind}"), built.losses


def _is_inside(spec: Spec, key: str) -> bool:
    """Whether an option or a question inside has a key that is lost."""
    return any(
        inner.get(key) not in (None, [], "")
        for name in ("options", "questions", "gaps")
        for inner in spec.get(name, ())
        if isinstance(inner, Mapping)
    ) or any(_is_inside(inner, key) for name in ("questions", "gaps") for inner in spec.get(name, ()))


def _asked(built: Building, spec: Spec, response: str) -> list[Element]:
    """The prompt and what is answered."""
    kind = str(spec["kind"])
    if kind == "description":
        return built.words.blocks(spec["prompt"])
    if kind in ("cloze", "drag-words") and built.words.has_code_with_braces(spec["prompt"]):
        built.lose("Code with braces in a text with gaps comes back as plain words.", "prompt")
    if kind == "cloze":
        return built.words.blocks(spec["prompt"], asking.cloze_gaps(built, spec, response))
    if kind == "drag-words":
        choices, gaps = asking.drag_words(built, spec, response)
        blocks = built.words.blocks(spec["prompt"], gaps)
        shuffle = "true" if len(choices) > 1 else "false"
        return [node("gapMatchInteraction", *choices, *blocks, responseIdentifier=response, shuffle=shuffle)]
    return [*built.words.blocks(spec["prompt"]), *MAKERS[kind](built, spec, response)]


def _stimulus(built: Building, spec: Spec) -> list[Element]:
    """One text, and a block for each question about it."""
    text = node("div", *built.words.blocks(spec["prompt"]))
    text.set("class", "stimulus")
    blocks = [text]
    for inner in spec["questions"]:
        for key, message in INSIDE_LOST.items():
            if inner.get(key):
                built.lose(message, key)
        block = node("div", *_asked(built, _weighed(built, inner), str(inner["id"])), id=str(inner["id"]))
        block.set("class", f"question {inner['kind']}")
        blocks.append(block)
    return blocks


def _weighed(built: Building, inner: Spec) -> Spec:
    """A question inside, the marks of its gaps as parts of its own."""
    if inner["kind"] != "cloze":
        return inner
    if inner.get("feedback"):
        built.lose("A text with gaps inside another question has no feedback of its own in QTI.", "feedback")
    total = sum(gap.get("marks", 1) for gap in inner["gaps"])
    share = inner.get("marks", 1) / total
    if share != 1:
        built.lose("The marks of a text with gaps inside another question are divided among its gaps.", "marks")
    return {**inner, "gaps": [{**gap, "marks": gap.get("marks", 1) * share} for gap in inner["gaps"]]}


def _test(parts: Sequence[Part], title: str) -> Element:
    """A test of all items in order, in sections named like their categories."""
    root = node("assessmentSection", identifier="SECTION", title=title, visible="false")
    sections: dict[tuple[str, ...], Element] = {(): root}
    for part in parts:
        section = _section(tuple(part.item.category), sections)
        marks = part.item.spec.get("marks", 1)
        weight = [node("weight", identifier="MARKS", value=written(float(marks)))] if marks != 1 else []
        section.append(node("assessmentItemRef", *weight, identifier=part.identifier, href=part.path))
    scores = node("testVariables", variableIdentifier="SCORE", weightIdentifier="MARKS")
    total = node("setOutcomeValue", node("sum", scores), identifier="SCORE")
    return node(
        "assessmentTest",
        node("outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float"),
        node("testPart", root, identifier="PART", navigationMode="nonlinear", submissionMode="simultaneous"),
        node("outcomeProcessing", total),
        identifier="TEST",
        title=title,
    )


def _section(category: tuple[str, ...], sections: dict[tuple[str, ...], Element]) -> Element:
    """The section of a category, made inside that of the one above it."""
    if category not in sections:
        outer = _section(category[:-1], sections)
        made = node("assessmentSection", identifier=f"SECTION-{len(sections)}", title=category[-1], visible="true")
        outer.append(made)
        sections[category] = made
    return sections[category]


def _manifest(parts: Sequence[Part], version: Version) -> bytes:
    def resource(identifier: str, kind: str, path: str, files: Sequence[str], needs: Sequence[str] = ()) -> Element:
        listed = [node("file", href=each) for each in (path, *files)]
        needed = [node("dependency", identifierref=each) for each in needs]
        return node("resource", *listed, *needed, identifier=identifier, type=kind, href=path)

    test = resource("RES-TEST", version.test_type, "test.xml", (), [f"RES-{part.identifier}" for part in parts])
    items = [
        resource(f"RES-{part.identifier}", version.item_type, part.path, [f"{FOLDER}{name}" for name in part.pictures])
        for part in parts
    ]
    metadata = node("metadata", node("schema", version.schema), node("schemaversion", version.schema_version))
    root = node("manifest", metadata, node("organizations"), node("resources", test, *items), identifier="MANIFEST")
    return serialised(root, version.manifest_namespace, {})


def serialised(root: Element, namespace: str, attributes: Mapping[str, str]) -> bytes:
    """A tree in one namespace, as bytes."""
    made = _in_namespace(root, namespace, {None: namespace})
    for name, value in attributes.items():
        made.set(name, value)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


def _in_namespace(element: Element, namespace: str, names: Mapping[str | None, str]) -> Element:
    made = etree.Element(f"{{{namespace}}}{element.tag}", nsmap=dict(names))
    for name, value in element.attrib.items():
        made.set(str(name), str(value))
    made.text, made.tail = element.text, element.tail
    made.extend([_in_namespace(inner, namespace, names) for inner in element])
    return made


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive that is the same whenever its files are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
