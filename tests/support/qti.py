"""The rules of QTI items and packages as far as they can be said in a page: what may stand where, and what must point to what."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from tests.support.qti_schema import breaches

Element = etree._Element

IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*")
ITEM_PARTS = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
TEST_PARTS = ["outcomeDeclaration", "testPart", "outcomeProcessing"]
NEEDED = {
    "assessmentItem": {"identifier", "title", "adaptive", "timeDependent"},
    "responseDeclaration": {"identifier", "cardinality", "baseType"},
    "outcomeDeclaration": {"identifier", "cardinality", "baseType"},
    "mapEntry": {"mapKey", "mappedValue"},
    "choiceInteraction": {"responseIdentifier", "shuffle", "maxChoices"},
    "orderInteraction": {"responseIdentifier", "shuffle"},
    "matchInteraction": {"responseIdentifier", "shuffle", "maxAssociations"},
    "gapMatchInteraction": {"responseIdentifier", "shuffle"},
    "hottextInteraction": {"responseIdentifier", "maxChoices"},
    "inlineChoiceInteraction": {"responseIdentifier", "shuffle"},
    "textEntryInteraction": {"responseIdentifier"},
    "extendedTextInteraction": {"responseIdentifier"},
    "simpleChoice": {"identifier"},
    "inlineChoice": {"identifier"},
    "hottext": {"identifier"},
    "gap": {"identifier"},
    "gapText": {"identifier", "matchMax"},
    "simpleAssociableChoice": {"identifier", "matchMax"},
    "modalFeedback": {"outcomeIdentifier", "identifier", "showHide"},
    "rubricBlock": {"view"},
    "stringMatch": {"caseSensitive"},
    "baseValue": {"baseType"},
    "img": {"src", "alt"},
    "assessmentTest": {"identifier", "title"},
    "testPart": {"identifier", "navigationMode", "submissionMode"},
    "assessmentSection": {"identifier", "title", "visible"},
    "assessmentItemRef": {"identifier", "href"},
    "weight": {"identifier", "value"},
    "manifest": {"identifier"},
    "resource": {"identifier", "type"},
}
INSIDE = {
    "choiceInteraction": {"simpleChoice"},
    "orderInteraction": {"simpleChoice"},
    "matchInteraction": {"simpleMatchSet"},
    "simpleMatchSet": {"simpleAssociableChoice"},
    "inlineChoiceInteraction": {"inlineChoice"},
    "inlineChoice": set(),
    "gapText": set(),
    "gap": set(),
    "textEntryInteraction": set(),
    "extendedTextInteraction": set(),
    "mapping": {"mapEntry"},
    "correctResponse": {"value"},
    "defaultValue": {"value"},
    "ul": {"li"},
    "ol": {"li"},
    "tr": {"td", "th"},
}
BLOCKS = frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "dl",
        "pre",
        "blockquote",
        "table",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "rubricBlock",
        "choiceInteraction",
        "orderInteraction",
        "matchInteraction",
        "gapMatchInteraction",
        "hottextInteraction",
        "extendedTextInteraction",
    ]
)
WORDLESS = frozenset(
    {"itemBody", "gapMatchInteraction", "hottextInteraction", "blockquote", "responseProcessing", *INSIDE}
) - {
    "inlineChoice",
    "gapText",
    "tr",
}
TYPES = frozenset({"identifier", "boolean", "integer", "float", "string", "pair", "directedPair"})


# What a manifest of each version calls itself and what it lists.
PACKAGES = {
    ("QTIv2.1 Package", "1.0.0"): {"imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1", "webcontent"},
    ("QTI Package", "3.0.0"): {"imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0", "webcontent"},
}


def problems(content: bytes, normalise) -> list[str]:
    """Everything in a package that breaks a rule."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    roots = {name: normalise(etree.fromstring(files[name])) for name in files if name.endswith(".xml")}
    found = [*_manifest(roots["imsmanifest.xml"], set(files)), *_test(roots["test.xml"], set(files))]
    for name, root in roots.items():
        found += [f"{name}: {problem}" for problem in breaches(files[name])]
        found += [f"{name}: {problem}" for problem in _shape(root)]
        if root.tag == "assessmentItem":
            found += [f"{name}: {problem}" for problem in _item(root)]
    return found


def _manifest(root: Element, files: set[str]) -> Iterator[str]:
    if [inner.tag for inner in root] != ["metadata", "organizations", "resources"]:
        yield "manifest: parts"
    said = (root.findtext("metadata/schema"), root.findtext("metadata/schemaversion"))
    types = {str(element.get("type")) for element in root.iter("resource")}
    if types - PACKAGES.get(said, set()):
        yield f"manifest: {said} with {types}"
    identifiers = [element.get("identifier") for element in root.iter("manifest", "resource")]
    if len(set(identifiers)) != len(identifiers):
        yield "manifest: an identifier twice"
    listed = {element.get("href") for element in root.iter("file")}
    if listed | {"imsmanifest.xml"} != files:
        yield f"manifest: listed and present differ: {listed ^ files}"
    yield from (
        f"manifest: no {each.get('identifierref')}"
        for each in root.iter("dependency")
        if each.get("identifierref") not in identifiers
    )
    for resource in root.iter("resource"):
        if resource.get("href") not in {each.get("href") for each in resource.iter("file")}:
            yield "manifest: a resource without its file"


def _test(root: Element, files: set[str]) -> Iterator[str]:
    if not _is_ordered([inner.tag for inner in root], TEST_PARTS):
        yield "test: order of parts"
    yield from (
        f"test: no {each.get('href')}" for each in root.iter("assessmentItemRef") if each.get("href") not in files
    )
    names = [each.get("identifier") for each in root.iter("assessmentItemRef", "assessmentSection", "testPart")]
    if len(set(names)) != len(names):
        yield "test: an identifier twice"


def _is_ordered(tags: list[str], order: list[str]) -> bool:
    return set(tags) <= set(order) and [order.index(tag) for tag in tags] == sorted(order.index(tag) for tag in tags)


def _shape(root: Element) -> Iterator[str]:
    for element in root.iter():
        tag = element.tag
        if missing := NEEDED.get(tag, set()) - set(element.attrib):
            yield f"<{tag}> lacks {missing}"
        allowed = INSIDE.get(tag)
        if allowed is not None and {inner.tag for inner in element} - allowed:
            yield f"<{tag}> holds {[inner.tag for inner in element]}"
        if tag in WORDLESS and any((text or "").strip() for text in (element.text, *(inner.tail for inner in element))):
            yield f"<{tag}> holds loose words"
        identifier = element.get("identifier")
        if identifier is not None and not IDENTIFIER.fullmatch(identifier):
            yield f"<{tag}> is called {identifier!r}"


def _item(item: Element) -> Iterator[str]:
    if not _is_ordered([inner.tag for inner in item], ITEM_PARTS):
        yield "order of parts"
    body = item.find("itemBody")
    assert body is not None
    if strange := [inner.tag for inner in body if inner.tag not in BLOCKS]:
        yield f"itemBody holds {strange}"
    declared = [each.get("identifier") for each in item.iter("responseDeclaration")]
    asked = [each.get("responseIdentifier") for each in body.iter() if each.get("responseIdentifier")]
    if sorted(map(str, declared)) != sorted(map(str, asked)):
        yield f"declared {declared}, asked {asked}"
    outcomes = {each.get("identifier") for each in item.iter("outcomeDeclaration")}
    used = {each.get("identifier") for each in item.iter("setOutcomeValue")}
    used |= {each.get("outcomeIdentifier") for each in item.iter("modalFeedback")}
    used |= {each.get("identifier") for each in item.iter("variable")} - set(declared)
    if used - outcomes:
        yield f"outcomes used and not declared: {used - outcomes}"
    choices = [each.get("identifier") for each in body.iter() if each.get("identifier")]
    if len(set(choices)) != len(choices):
        yield "a choice twice"
    for declaration in item.iter("responseDeclaration"):
        yield from _declaration(declaration, set(map(str, choices)))


def _declaration(declaration: Element, choices: set[str]) -> Iterator[str]:
    if declaration.get("baseType") not in TYPES:
        yield f"type {declaration.get('baseType')}"
    values = [str(value.text) for value in declaration.iterfind("correctResponse/value")]
    keys = [str(entry.get("mapKey")) for entry in declaration.iter("mapEntry")]
    if declaration.get("cardinality") == "single" and len(values) > 1:
        yield "several right values of a single response"
    if declaration.get("baseType") in ("identifier", "directedPair"):
        named = {part for value in (*values, *keys) for part in value.split()}
        if named - choices:
            yield f"values that are no choices: {named - choices}"
