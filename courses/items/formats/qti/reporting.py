"""What a question says and which options are right in it, in plain words for reports, as its file has them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from courses.items.formats.checking import bare
from courses.items.formats.xml import Element, local

# What is chosen from, said afterwards, told to others, or written in signs.
NOT_PROSE = frozenset(
    {
        "simpleChoice",
        "inlineChoice",
        "simpleMatchSet",
        "simpleAssociableChoice",
        "gapText",
        "gapImg",
        "hottext",
        "feedbackInline",
        "feedbackBlock",
        "rubricBlock",
        "math",
        "stylesheet",
        "templateBlock",
        "templateInline",
    }
)
BLOCKS = frozenset(
    {"p", "div", "li", "td", "th", "br", "h1", "h2", "h3", "h4", "h5", "h6", "prompt", "blockquote", "caption"}
)
TAG = re.compile(r"<[^<>]*>")
PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)")


def prose(body: Element) -> str:
    """The words of a body and its prompts, without options, feedback and formulas."""
    return " ".join("".join(_words(body)).split())


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for inner in element:
        name = local(inner)
        if name and name not in NOT_PROSE:
            yield " " if name in BLOCKS else ""
            yield from _words(inner)
            yield " " if name in BLOCKS else ""
        yield inner.tail or ""


def bare_words(markup: str) -> str:
    """The words of HTML."""
    return " ".join(html.unescape(TAG.sub(" ", markup)).split())


def right_words(spec: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The right options of a question and of the gaps and questions in it; None where nothing is chosen."""
    found = list(_right(spec))
    return tuple(found) if found else None


def _right(spec: Mapping[str, Any]) -> Iterator[str]:
    for option in spec.get("options", ()):
        if option.get("correct"):
            yield bare(PICTURE.sub("", option["text"]))
    for inner in (*spec.get("gaps", ()), *spec.get("questions", ())):
        yield from _right(inner)
