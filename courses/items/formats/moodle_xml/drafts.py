"""One question while it is written: its element, its texts as HTML with their pictures, and what could not be held."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from courses.items.formats import texts
from courses.items.formats.marks import visible
from courses.items.formats.moodle_xml.cloze import percent
from courses.items.formats.values import Loss
from courses.items.formats.xml import Element
from courses.items.rules.text import unwrapped

PICTURE = re.compile(r'src="picture:([^"]+)"')
COURSE_MARK = re.compile(r"(?<!\\)\[(?:\[[a-z]|[A-Z]{1,2} \d)|\]\((?:lesson|source|term):")
# The parts of the marks that Moodle lets people choose; it refuses or rounds others.
PERCENTS = (
    100,
    90,
    83.33333,
    80,
    75,
    70,
    66.66667,
    60,
    50,
    40,
    33.33333,
    30,
    25,
    20,
    16.66667,
    14.28571,
    12.5,
    11.11111,
    10,
    5,
    0,
)


@dataclass
class Draft:
    """A question that is written; `losses` are noted under the id of the item that it comes from."""

    item: str
    element: Element
    pictures: Mapping[str, bytes]
    losses: list[Loss] = field(default_factory=list)

    def lose(self, message: str, *keys: str) -> None:
        """Note what Moodle cannot hold."""
        loss = Loss(self.item, message, keys)
        if loss not in self.losses:
            self.losses.append(loss)

    def put(self, name: str, value: object = "", parent: Element | None = None) -> Element:
        """An element with a value."""
        element = etree.SubElement(self.element if parent is None else parent, name)
        element.text = visible(str(value)) or None
        return element

    def text(self, parent: Element, value: str) -> None:
        """The words of an element, as they are."""
        holder = etree.SubElement(parent, "text")
        value = visible(value)
        is_markup = set("<&") & set(value) and "]]>" not in value
        holder.text = etree.CDATA(value) if is_markup else value or None

    def page(self, name: str, markdown: str, parent: Element | None = None) -> Element:
        """An element with a text of any number of paragraphs."""
        return self.html(self.put(name, parent=parent), self.html_of(markdown))

    def line(self, element: Element, markdown: str) -> Element:
        """A text of one paragraph in an element that is there already."""
        return self.html(element, self.html_line(markdown))

    def html(self, element: Element, html: str) -> Element:
        """HTML in an element, with the pictures that it shows."""
        element.set("format", "html")
        names = dict.fromkeys(PICTURE.findall(html))
        self.text(element, PICTURE.sub(r'src="@@PLUGINFILE@@/\1"', html))
        for name in names:
            if name not in self.pictures:
                self.lose(f"There is no picture “{name}” to take along.")
                continue
            file = etree.SubElement(element, "file", name=name, path="/", encoding="base64")
            file.text = base64.b64encode(self.pictures[name]).decode()
        return element

    def html_of(self, markdown: str) -> str:
        """Markdown as HTML; links into the course are words only."""
        markdown = str(markdown).strip()
        if COURSE_MARK.search(markdown):
            self.lose("Links to terms, lessons and sources of the course are only words there.")
        return texts.to_html(markdown) if markdown else ""

    def html_line(self, markdown: str) -> str:
        """Markdown of one paragraph as HTML without the paragraph's own tags."""
        html = self.html_of(markdown)
        return unwrapped(html) or html

    def fraction(self, weight: float) -> str:
        """A weight as Moodle writes it, in hundredths."""
        if all(abs(abs(weight) * 100 - each) > 0.001 for each in PERCENTS):
            self.lose(f"Moodle knows no answer worth {percent(weight)} %; it takes the nearest it has, or refuses.")
        return percent(weight)

    def answer(self, weight: float) -> Element:
        """An answer without its words."""
        return etree.SubElement(self.element, "answer", fraction=self.fraction(weight), format="html")


def given(spec: Mapping[str, Any], key: str) -> str:
    """A text of a question, empty where there is none; numbers count as words."""
    value = spec.get(key)
    return "" if value is None else str(value).strip()
