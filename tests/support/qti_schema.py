"""What the published schemas of QTI 2.1 and 3.0 allow of the elements that we write: what stands in what, how often, with which attributes.

Written after the schemas of 1EdTech (imsqti_v2p1 and imsqti_asiv3p0, and the profiles of content packaging that belong to them), in words
of our own; it shares no code with the writers. A row is `name: content | attributes`. Content is names in their order with `?`, `*` or
`+`, `/` between what may stand at the same place, and `words` where text may stand; in braces are the groups below. Attributes have a type,
and `!` where they may not be absent. Names are those of version 2; version 3 has the same ones with hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

Element = etree._Element

INLINE = "a br code em img span strong sub sup textEntryInteraction inlineChoiceInteraction gap hottext b i u q cite"
BLOCK = "p div pre blockquote ul ol dl table hr h1 h2 h3 h4 h5 h6"
ASKING = (
    "choiceInteraction orderInteraction matchInteraction gapMatchInteraction hottextInteraction extendedTextInteraction"
)
EXPRESSION = "variable baseValue correct mapResponse isNull match stringMatch equal lt gte lte and sum product divide multiple testVariables"
GROUPS = {
    "inline": INLINE,
    "static": BLOCK,
    "block": f"{BLOCK} {ASKING} rubricBlock",
    "flow": f"{INLINE} {BLOCK} {ASKING}",
    "expression": EXPRESSION,
    "rule": "setOutcomeValue responseCondition",
}
HTML = frozenset(
    f"{BLOCK} a br code em img span strong sub sup b i u q cite li dt dd caption thead tbody tfoot tr th td".split()
)
SCHEMA = """
assessmentItem: responseDeclaration* outcomeDeclaration* itemBody? responseProcessing? modalFeedback* | identifier!:name title!:text label:short adaptive!:boolean timeDependent!:boolean
responseDeclaration: defaultValue? correctResponse? mapping? | identifier!:name cardinality!:cardinality baseType:base
outcomeDeclaration: defaultValue? | identifier!:name cardinality!:cardinality baseType:base normalMaximum:number
defaultValue: value+ |
correctResponse: value+ |
value: words |
mapping: mapEntry+ | lowerBound:number upperBound:number defaultValue:number
mapEntry: | mapKey!:text mappedValue!:number caseSensitive:boolean
itemBody: {block}* |
choiceInteraction: prompt? simpleChoice+ | responseIdentifier!:name shuffle!:boolean maxChoices!:count
orderInteraction: prompt? simpleChoice+ | responseIdentifier!:name shuffle!:boolean
matchInteraction: prompt? simpleMatchSet simpleMatchSet | responseIdentifier!:name shuffle!:boolean maxAssociations!:count
simpleMatchSet: simpleAssociableChoice* |
gapMatchInteraction: prompt? gapText+ {static}+ | responseIdentifier!:name shuffle!:boolean
hottextInteraction: prompt? {static}+ | responseIdentifier!:name maxChoices!:count
extendedTextInteraction: prompt? | responseIdentifier!:name expectedLines:count
textEntryInteraction: | responseIdentifier!:name
inlineChoiceInteraction: inlineChoice+ | responseIdentifier!:name shuffle!:boolean
simpleChoice: words {flow}* | identifier!:name
simpleAssociableChoice: words {flow}* | identifier!:name matchMax!:count
inlineChoice: words | identifier!:name
gapText: words | identifier!:name matchMax!:count
gap: | identifier!:name
hottext: words {inline}* | identifier!:name
responseProcessing: {rule}* |
responseCondition: responseIf responseElseIf* responseElse? |
responseIf: {expression} {rule}* |
responseElseIf: {expression} {rule}* |
responseElse: {rule}* |
setOutcomeValue: {expression} | identifier!:name
variable: | identifier!:name
correct: | identifier!:name
mapResponse: | identifier!:name
baseValue: words | baseType!:base
isNull: {expression} |
match: {expression} {expression} |
stringMatch: {expression} {expression} | caseSensitive!:boolean
equal: {expression} {expression} | toleranceMode!:exact/absolute/relative tolerance:numbers
lt: {expression} {expression} |
gte: {expression} {expression} |
lte: {expression} {expression} |
divide: {expression} {expression} |
and: {expression}+ |
sum: {expression}+ |
product: {expression}+ |
multiple: {expression}* |
assessmentTest: outcomeDeclaration* testPart+ outcomeProcessing? | identifier!:name title!:text
testPart: assessmentSection+ | identifier!:name navigationMode!:linear/nonlinear submissionMode!:individual/simultaneous
assessmentSection: assessmentItemRef/assessmentSection* | identifier!:name title!:text visible!:boolean
assessmentItemRef: weight* | identifier!:name href!:address
weight: | identifier!:name value!:number
outcomeProcessing: {rule}* |
testVariables: | variableIdentifier!:name weightIdentifier:name
p: words {inline}* |
pre: words {inline}* |
h1: words {inline}* |
h2: words {inline}* |
h3: words {inline}* |
h4: words {inline}* |
h5: words {inline}* |
h6: words {inline}* |
a: words {inline}* | href!:address
code: words {inline}* |
em: words {inline}* |
strong: words {inline}* |
span: words {inline}* |
sub: words {inline}* |
sup: words {inline}* |
dt: words {inline}* |
br: |
hr: |
img: | src!:address alt!:text
blockquote: {block}* |
div: words {flow}/rubricBlock* |
li: words {flow}* |
dd: words {flow}* |
ul: li* |
ol: li* |
dl: dt/dd* |
table: caption? thead? tfoot? tbody+ |
thead: tr+ |
tbody: tr+ |
tr: th/td* |
th: words {flow}* | colspan:count rowspan:count scope:row/col/rowgroup/colgroup
td: words {flow}* | colspan:count rowspan:count scope:row/col/rowgroup/colgroup
manifest: metadata organizations resources | identifier!:name
metadata: schema schemaversion |
schema: words |
schemaversion: words |
organizations: |
resources: resource* |
resource: file* dependency* | identifier!:name type!:text href:address
file: | href!:address
dependency: | identifierref!:name
"""
ONLY21 = """
modalFeedback: words {flow}* | outcomeIdentifier!:name identifier!:name showHide!:show/hide
rubricBlock: {static}* | view!:view use:text
"""
ONLY30 = """
modalFeedback: contentBody? | outcomeIdentifier!:name identifier!:name showHide!:show/hide
rubricBlock: contentBody | view:view use!:instructions/scoring/navigation
contentBody: words {inline}/{static}* |
"""
# What every element of a body may bear; an id stands once in a document.
EVERYWHERE = {"id": "name", "class": "text", "label": "short"}
BODY = (
    frozenset(f"{GROUPS['flow']} rubricBlock simpleChoice inlineChoice gapText simpleAssociableChoice".split()) | HTML
)
INTERACTIONS = frozenset(f"{ASKING} textEntryInteraction inlineChoiceInteraction".split())
ONLY_INSIDE = {"gap": "gapMatchInteraction", "hottext": "hottextInteraction"}
QUIET = ("modalFeedback", "rubricBlock", *INTERACTIONS)
NAME = r"[A-Za-z_][A-Za-z0-9_.-]*"
NUMBER = r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?"
TYPES: Mapping[str, str] = {
    "name": NAME,
    "number": NUMBER,
    "numbers": rf"{NUMBER}( {NUMBER})?",
    "count": r"\d+",
    "boolean": "true|false",
    "text": r"[^\n\t]*",
    "short": r"[^\n\t]{0,256}",
    "address": r"[^\s<>]*",
    "cardinality": "single|multiple|ordered|record",
    "base": "identifier|boolean|integer|float|string|pair|directedPair",
    "view": r"(author|candidate|proctor|scorer|test-?[cC]onstructor|tutor)( (author|candidate|proctor|scorer|test-?[cC]onstructor|tutor))*",
}


@dataclass(frozen=True)
class Row:
    """What one element may hold and bear."""

    content: re.Pattern[str]
    has_words: bool
    types: Mapping[str, str]
    needed: frozenset[str]


def _row(content: str, attributes: str) -> Row:
    parts = content.split()
    pairs = [pair.split(":", 1) for pair in attributes.split()]
    return Row(
        re.compile("".join(map(_part, [part for part in parts if part != "words"]))),
        "words" in parts,
        {name.rstrip("!"): type_ for name, type_ in pairs},
        frozenset(name[:-1] for name, _ in pairs if name.endswith("!")),
    )


def _part(part: str) -> str:
    """One place of a content as an expression over names that each end in a blank."""
    often = part[-1] if part[-1] in "?*+" else ""
    choices = part.rstrip("?*+").split("/")
    names = [name for choice in choices for name in (GROUPS[choice[1:-1]].split() if choice[0] == "{" else [choice])]
    return f"(?:(?:{'|'.join(names)}) ){often}"


def _rows(text: str) -> dict[str, Row]:
    lines = (re.fullmatch(r"(\w+):(.*)\|(.*)", line) for line in text.strip().splitlines())
    return {line[1]: _row(line[2], line[3]) for line in lines if line}


def _as_they_are(name: str) -> str:
    return name


def _from_hyphens(name: str) -> str:
    """A name of version 3 as version 2 has it; one that is not written as it should be stays unknown."""
    if name in HTML or name in PACKAGE:
        return name
    bare = name.removeprefix("qti-")
    is_theirs = bare != name and bare == bare.lower() and bare not in HTML
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), bare) if is_theirs else f"?{name}"


def _attribute_from_hyphens(name: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name) if name == name.lower() else f"?{name}"


PACKAGE = frozenset(
    ["manifest", "metadata", "schema", "schemaversion", "organizations", "resources", "resource", "file", "dependency"]
)
ROWS21, ROWS30 = _rows(SCHEMA + ONLY21), _rows(SCHEMA + ONLY30)
NAMESPACES = {
    "http://www.imsglobal.org/xsd/imsqti_v2p1": (ROWS21, _as_they_are, _as_they_are),
    "http://www.imsglobal.org/xsd/imscp_v1p1": (ROWS21, _as_they_are, _as_they_are),
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0": (ROWS30, _from_hyphens, _attribute_from_hyphens),
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1": (ROWS30, _as_they_are, _as_they_are),
}


def breaches(content: bytes) -> Iterator[str]:
    """Everything in one file of a package that its schema forbids."""
    root = etree.fromstring(content)
    namespace = etree.QName(root).namespace or ""
    if namespace not in NAMESPACES:
        yield f"There is no namespace {namespace!r}"
        return
    rows, tag, attribute = NAMESPACES[namespace]
    ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
    if len(set(ids)) < len(ids):
        yield "An id stands twice"
    for element in root.iter():
        name = etree.QName(element)
        if name.namespace != namespace:
            yield f"<{name.localname}> is of another namespace"
        yield from _element(element, tag(name.localname), rows, tag, attribute)


def _element(
    element: Element, name: str, rows: Mapping[str, Row], tag: Callable[[str], str], attribute: Callable[[str], str]
) -> Iterator[str]:
    row = rows.get(name)
    if row is None:
        yield f"There is no <{etree.QName(element).localname}>"
        return
    inside = "".join(f"{tag(etree.QName(inner).localname)} " for inner in element)
    if not row.content.fullmatch(inside):
        yield f"<{name}> may not hold: {inside}"
    if not row.has_words and any((text or "").strip() for text in (element.text, *(inner.tail for inner in element))):
        yield f"<{name}> holds loose words"
    borne = {attribute(str(key)): str(value) for key, value in element.attrib.items()}
    yield from _attributes(name, row, borne)
    above = [tag(etree.QName(outer).localname) for outer in element.iterancestors()]
    if name in ONLY_INSIDE and ONLY_INSIDE[name] not in above:
        yield f"<{name}> stands outside <{ONLY_INSIDE[name]}>"
    if name in INTERACTIONS and set(QUIET) & set(above):
        yield f"<{name}> stands inside <{above[0]}>"


def _attributes(name: str, row: Row, borne: Mapping[str, str]) -> Iterator[str]:
    types = {**(EVERYWHERE if name in BODY else {}), **row.types}
    if missing := row.needed - borne.keys():
        yield f"<{name}> lacks {sorted(missing)}"
    for key, value in borne.items():
        type_ = types.get(key)
        if type_ is None:
            yield f"<{name}> has no {key}"
        elif not re.fullmatch(TYPES.get(type_) or type_.replace("/", "|"), value):
            yield f"<{name}> says {key}={value!r}"
