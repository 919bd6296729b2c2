"""The Markdown dialect: what is switched on for lessons, short texts and posts, and the course's own marks."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from typing import Any

from markdown import Extension, Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from courses.shared.markup.scripts import Scripts

MODES = ("post", "text", "page")
TERM = r"\[\[([a-z][a-z0-9-]*)(?:\|([^\[\]]+))?\]\]"
CITATION = r"\[([A-Z]{1,2}) (\d{1,6})([-–]\d{1,6})?\]"


class Term(InlineProcessor):
    """`[[toll]]` or `[[toll|words]]`: a link to the glossary; the compiler puts the term's title where no words are."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]
        link = etree.Element("a", href=f"term:{m[1]}")
        link.text = m[2]
        return link, m.start(0), m.end(0)


class Citation(InlineProcessor):
    """`[A 83]`: a link to a line of a source."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]
        link = etree.Element("a", href=f"source:{m[1]}#{m[2]}")
        link.text = AtomicString(m[0])
        return link, m.start(0), m.end(0)


class CourseMarks(Extension):
    """Terms and citations."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(Term(TERM, md), "term", 176)
        md.inlinePatterns.register(Citation(CITATION, md), "citation", 175)


class PlainHTML(Extension):
    """Raw HTML is text like any other."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


class Note(Block):
    """`/// note`: a remark set apart."""

    NAME = "note"

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "aside", {"class": "note"})


class Placed(Block):
    """`/// placed | 3`: where the compiler puts the third block it has cut from the sources."""

    NAME = "placed"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "div", {"data-placed": self.argument})


class CourseBlocks(BlocksExtension):
    """The blocks that reach Markdown; quotations, comparisons and entries arrive as `placed`."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        block_mgr.register(Note, self.getConfigs())
        block_mgr.register(Placed, self.getConfigs())


def make_converter(mode: str) -> Callable[[str], str]:
    """A function from Markdown to HTML; it may be called again and again."""
    markdown = Markdown(extensions=extensions(mode), output_format="html", tab_length=4)

    def convert(text: str) -> str:
        return markdown.reset().convert(text)

    return convert


def extensions(mode: str) -> list[Extension]:
    """What a mode understands."""
    chosen: list[Extension] = [
        PlainHTML(),
        SaneListExtension(),
        FencedCodeExtension(),
        DefListExtension(),
        TableExtension(use_align_attribute=True),
        Scripts(),
    ]
    if mode != "post":
        chosen.append(CourseMarks())
    if mode == "page":
        chosen += [FootnoteExtension(BACKLINK_TITLE="{}"), CourseBlocks()]
    return chosen
