"""Our Markdown as the elements that QTI knows, with pictures by their paths in the package and interactions where gaps are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from courses.items.formats.hypertext import parsed
from courses.items.formats.marks import visible
from courses.items.formats.texts import from_text, to_html, to_text
from courses.items.formats.xml import Element
from courses.items.rules.gaps import GAP

KNOWN = frozenset(
    [
        "p",
        "div",
        "span",
        "em",
        "strong",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "img",
        "a",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "sub",
        "sup",
    ]
)
ATTRIBUTES: Mapping[str, frozenset[str]] = {"a": frozenset({"href"}), "img": frozenset({"src", "alt"})}
INLINE = frozenset(
    {
        "em",
        "strong",
        "code",
        "img",
        "a",
        "br",
        "sub",
        "sup",
        "span",
        "textEntryInteraction",
        "inlineChoiceInteraction",
        "gap",
    }
)
PICTURE = "picture:"
FOLDER = "pictures/"
CODE = re.compile(r"<code>([^<]*)</code>")


@dataclass
class Words:
    """What turns texts of one package into elements, and the pictures it met on the way."""

    pictures: Mapping[str, bytes]
    used: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def blocks(self, markdown: str, gaps: Mapping[str, Element] | None = None) -> list[Element]:
        """Paragraphs and other blocks; `gaps`: the interaction for each gap in braces."""
        known = list(gaps or {})
        marked = GAP.sub(lambda found: self._token(found, known), markdown) if gaps else markdown
        page = parsed(to_html(visible(marked)))
        found = None if page is None else page.find(".//div")
        root = etree.Element("div") if found is None else found
        self._clean(root)
        for number, name in enumerate(known):
            _put(root, f"\ue000{number}\ue001", (gaps or {})[name])
        return _in_blocks(root)

    def has_code_with_braces(self, markdown: str) -> bool:
        """Whether code holds what would look like a gap once it is no code."""
        return any(set("{}") & set(code) for code in CODE.findall(to_html(markdown)))

    def line(self, markdown: str) -> Element:
        """The words of one paragraph, inside an element whose name is to be set."""
        blocks = self.blocks(markdown)
        if len(blocks) == 1 and blocks[0].tag == "p":
            return blocks[0]
        outer = etree.Element("p")
        outer.extend(blocks)
        return outer

    def _token(self, found: re.Match[str], known: list[str]) -> str:
        if found[2] not in known:
            return found[0]
        return f"{found[1]}\ue000{known.index(found[2])}\ue001"

    def _clean(self, root: Element) -> None:
        for element in list(root.iter()):
            if element is root:
                continue
            if not isinstance(element.tag, str) or element.tag not in KNOWN:
                _unwrap(element)
                continue
            if element.tag == "img" and not self._picture(element):
                continue
            if element.get("href"):
                element.set("href", re.sub(r"\s", "%20", element.get("href", "")))
            allowed = ATTRIBUTES.get(element.tag, frozenset())
            for name in set(element.attrib) - allowed:
                del element.attrib[name]

    def _picture(self, element: Element) -> bool:
        """Point a picture to its file; one that is not there becomes its words."""
        name = (element.get("src") or "").removeprefix(PICTURE)
        element.set("alt", element.get("alt") or "")
        if name in self.pictures:
            self.used.append(name)
            element.set("src", f"../{FOLDER}{name}")
            return True
        self.absent.append(name)
        element.text = element.get("alt")
        _unwrap(element)
        return False


def is_plain(markdown: str) -> bool:
    """Whether Markdown is words only, without a shape that plain text would lose."""
    return to_html(markdown) == to_html(from_text(to_text(markdown), is_line=True))


def _unwrap(element: Element) -> None:
    """Leave of an element what stands inside it."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    before = parent[place - 1] if place else None
    inside, last = list(element), element[-1] if len(element) else None
    if before is not None:
        before.tail = (before.tail or "") + (element.text or "")
    else:
        parent.text = (parent.text or "") + (element.text or "")
    if last is not None:
        last.tail = (last.tail or "") + (element.tail or "")
    elif before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent[place : place + 1] = inside


def _put(root: Element, token: str, interaction: Element) -> None:
    """Put an interaction where its token stands."""
    for element in root.iter():
        if element.text and token in element.text:
            element.text, _, interaction.tail = element.text.partition(token)
            element.insert(0, interaction)
            return
        if element.tail and token in element.tail:
            element.tail, _, tail = element.tail.partition(token)
            interaction.tail = None
            element.addnext(interaction)
            interaction.tail = tail
            return


def _in_blocks(root: Element) -> list[Element]:
    """What stands inside, every loose word in a paragraph."""
    found: list[Element] = []
    loose: Element | None = None

    def paragraph() -> Element:
        made = etree.Element("p")
        found.append(made)
        return made

    if (root.text or "").strip():
        loose = paragraph()
        loose.text = root.text
    for element in list(root):
        tail, element.tail = element.tail, None
        if element.tag in INLINE:
            loose = loose if loose is not None else paragraph()
            loose.append(element)
            element.tail = tail
            continue
        found.append(element)
        loose = None
        if (tail or "").strip():
            loose = paragraph()
            loose.text = tail
    return found
