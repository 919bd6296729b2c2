"""What an item holds and we have no word for: kept as it was written, and put back when it is written in the same version."""

from __future__ import annotations

from lxml import etree

from courses.items.formats.qti.tree import QTI3
from courses.items.formats.values import Unusable
from courses.items.formats.xml import Element, descendants, local, parse

LONGEST = 32_768
# Words for tutors, authors and proctors; those for markers become the model answer, those for everybody a part of the prompt.
BLOCKS = ("rubricBlock", f"{QTI3}rubric-block")
WORDED = frozenset({"scorer", "candidate"})
# Elements that would act or fetch, should somebody have written them there by hand.
SAFE = frozenset(
    [
        "rubricBlock",
        "rubric-block",
        "content-body",
        "div",
        "p",
        "span",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "sub",
        "sup",
        "br",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "q",
        "cite",
        "code",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
    ]
)
ATTRIBUTES = frozenset({"view", "use", "id", "class", "lang", "label", "colspan", "rowspan", "scope"})


def kept_of(root: Element) -> str:
    """The blocks to keep, as XML; nothing where they are too long to keep."""
    blocks = [
        etree.tostring(block, encoding="unicode", with_tail=False)
        for block in descendants(root, *BLOCKS)
        if not WORDED & set(block.get("view", "candidate").split())
    ]
    written = "".join(blocks)
    return written if len(written) <= LONGEST else ""


def restored(kept: str) -> list[Element]:
    """The blocks that were kept, without anything that is no text; nothing of what cannot be read."""
    try:
        root = parse(f"<kept>{kept}</kept>".encode())
    except Unusable:
        return []
    return [_clean(block) for block in root if local(block) in BLOCKS and _is_safe(block)]


def _is_safe(block: Element) -> bool:
    return all(local(element).removeprefix(QTI3) in SAFE for element in block.iter())


def _clean(element: Element) -> Element:
    """The element without namespaces and without attributes that mean something elsewhere."""
    made = etree.Element(local(element).removeprefix(QTI3))
    made.tag = {"rubric-block": "rubricBlock", "content-body": "contentBody"}.get(made.tag, made.tag)
    for name, value in element.attrib.items():
        bare = str(name).rpartition("}")[2]
        if bare in ATTRIBUTES and bare != "lang":
            made.set(bare, str(value))
    made.text, made.tail = element.text, element.tail
    made.extend([_clean(inner) for inner in element if isinstance(inner.tag, str)])
    return made
