"""Raised and lowered letters: `x^2^` and `H~2~O`."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor

# Without spaces inside but hard ones, so that `~5 to ~6` stays what it is.
RAISED = r"\^([^ \t\n^]{1,1000})\^"
LOWERED = r"(?<!~)~([^ \t\n~]{1,1000})~(?!~)"


class Script(InlineProcessor):
    """One of the two; what stands inside may have marks of its own."""

    def __init__(self, pattern: str, tag: str, md: Markdown) -> None:
        super().__init__(pattern, md)
        self.tag = tag

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]
        element = etree.Element(self.tag)
        element.text = m[1]
        return element, m.start(0), m.end(0)


class Scripts(Extension):
    """Both, and a backslash before `^` and `~` takes their meaning away."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "^", "~"]
        md.inlinePatterns.register(Script(RAISED, "sup", md), "raised", 71)
        md.inlinePatterns.register(Script(LOWERED, "sub", md), "lowered", 70)
