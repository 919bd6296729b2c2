"""One item while it is read: its parts, its texts as Markdown, and what is found out about it on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from courses.items.formats import texts
from courses.items.formats.marks import Picture
from courses.items.formats.qti.declarations import Declaration, Outcome
from courses.items.formats.qti.feedback import Feedback, Words
from courses.items.formats.qti.pictures import Pictures
from courses.items.formats.qti.processing import Run
from courses.items.formats.qti.tree import each, remove, replace
from courses.items.formats.xml import Element

# Private letters stand where a gap or a blank is while HTML becomes Markdown.
GAP = re.compile("\ue000(\\d+)\ue001")
BLANK, BLANK_SHOWN = "\ue002", "\\_\\_\\_\\_"
NOT_ID = re.compile(r"[^a-z0-9-]+")
FAILED = "It makes the reader fail ({})."
# What our own packages call an item: the kind it is read back as.
OWN_LABEL = "study-courses:"


class Untaken(Exception):
    """Why an item is not imported: what its file calls the part that stands in the way, and a sentence."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(reason)
        self.what = what


@dataclass
class Texts:
    """HTML of one item as Markdown, with its pictures collected."""

    pictures: Pictures
    base: str
    name: str
    warnings: list[str] = field(default_factory=list)

    def page(self, html: str, *, has_gaps: bool = False) -> str:
        """Paragraphs."""
        return self._markdown(html, has_gaps=has_gaps, is_line=False)

    def line(self, html: str) -> str:
        """One paragraph."""
        return self._markdown(html, has_gaps=False, is_line=True)

    def _markdown(self, html: str, *, has_gaps: bool, is_line: bool) -> str:
        return texts.from_html(
            html,
            where=texts.Where(has_gaps=has_gaps),
            is_line=is_line,
            find_picture=self._picture,
            note=self.note,
        ).strip()

    def _picture(self, source: str, alt: str) -> Picture | None:
        name = self.pictures.take(source, self.base, self.name)
        return Picture(name, alt or "Picture") if name else None

    def note(self, sentence: str) -> None:
        """Something to say about this item, once."""
        warning = f"'{self.name}': {sentence}"
        if warning not in self.warnings:
            self.warnings.append(warning)


@dataclass
class Item:
    """An item that is being read. `lacking`: what it does not say; `gaps`: the ids of its gaps, by the number of their token."""

    element: Element
    body: Element
    responses: Mapping[str, Declaration]
    outcomes: Mapping[str, Outcome]
    run: Run
    feedback: Feedback
    texts: Texts
    own_kind: str = ""
    lacking: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    said: list[Words] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)

    def declaration(self, interaction: Element) -> Declaration:
        """What an interaction's answer is declared as."""
        identifier = interaction.get("responseIdentifier", "").strip()
        return self.responses.get(identifier) or Declaration(identifier)

    def lacks(self, sentence: str) -> None:
        """Note what the file does not say."""
        if sentence not in self.lacking:
            self.lacking.append(sentence)

    def gap(self, identifier: str) -> tuple[str, str]:
        """A new gap: its id, and the token that stands for it."""
        key = self.key(identifier, "gap")
        self.gaps.append(key)
        return key, f"\ue000{len(self.gaps) - 1}\ue001"

    def key(self, identifier: str, default: str) -> str:
        """An id that is like an identifier of the file, and used once."""
        key = NOT_ID.sub("-", identifier.lower()).strip("-")[:50] or default
        key = key if key[0].isalpha() else f"{default}-{key}"
        number, first = 2, key
        while key in self.used:
            key, number = f"{first}-{number}", number + 1
        self.used.add(key)
        return key

    def say(self, words: list[Words]) -> str:
        """What several pieces of feedback say, each once; they are used up."""
        self.said += words
        return "\n\n".join(dict.fromkeys(text for each in words if (text := self.texts.page(markup(each.element)))))

    def page(self, element: Element) -> str:
        """An element's inside as Markdown, its gaps in braces."""
        written = self.texts.page(markup(element), has_gaps=bool(self.gaps))
        written = GAP.sub(lambda found: f"{{{self.gaps[int(found[1])]}}}", written)
        return written.replace(BLANK, BLANK_SHOWN)


def markup(element: Element) -> str:
    """An element as HTML, its own name a neutral one."""
    name, tail = element.tag, element.tail
    element.tag, element.tail = "div", None
    written = etree.tostring(element, encoding="unicode", method="html")
    element.tag, element.tail = name, tail
    return written


def line_markup(element: Element) -> str:
    """As `markup`, for words inside a line."""
    return "" if element is None else markup(element)


def tidy(body: Element, texts_of_item: Texts) -> None:
    """Make of a body what HTML has words for: objects that are pictures become pictures, what cannot be shown goes, and is named."""
    for element in each(body, "stylesheet", "script", "templateBlock", "templateInline", "infoControl"):
        remove(element)
    for element in each(body, "object"):
        source, kind = element.get("data", ""), element.get("type", "")
        if kind.startswith("image/") or re.search(r"\.(png|jpe?g|gif|webp|svg)$", source, re.IGNORECASE):
            picture = etree.Element("img", src=source, alt=" ".join("".join(element.itertext()).split()))
            picture.tail = element.tail
            parent = element.getparent()
            if parent is not None:
                parent.replace(element, picture)
    for element in each(body, "printedVariable"):
        texts_of_item.note("A value that a program works out was left out.")
        replace(element, BLANK)
