"""Cloze as plain text: words with gaps in Moodle's small language, a whole file being one question."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from courses.items.formats.gift_text import NO_TAG
from courses.items.formats.marks import visible
from courses.items.formats.moodle_xml import reader
from courses.items.formats.moodle_xml.cloze import START, TYPES
from courses.items.formats.plain_files import is_plain, letters_of
from courses.items.formats.values import Found, Unusable

NAME = "cloze"
TITLE = "Cloze (text with gaps)"
# A text that names a question or a category is a file of GIFT in which somebody wrote such gaps.
IS_GIFT = re.compile(r"^[ \t]*(?:::|\$CATEGORY:|//)", re.MULTILINE)


def begins_gap(text: str) -> bool:
    """Whether the first brace of a text begins a gap."""
    found = START.match(text, text.find("{")) if "{" in text else None
    return found is not None and found[2] in TYPES


def recognises(content: bytes, file_name: str) -> bool:
    """Whether gaps are all that stands in braces."""
    if not is_plain(content):
        return False
    try:
        text = letters_of(content)[0]
    except Unusable:
        return False
    return begins_gap(text) and not IS_GIFT.search(text)


def read(content: bytes) -> Found:
    """The question that a file is."""
    text, assumed = letters_of(content)
    found = asked(text)
    return replace(found, format=NAME, warnings=[*assumed, *found.warnings])


def asked(text: str, name: str = "") -> Found:
    """A text with gaps as the question it is, with what has to be said about it."""
    quiz = etree.Element("quiz")
    question = etree.SubElement(quiz, "question", type="cloze")
    for element, words in (("name", name), ("questiontext", NO_TAG.sub("&lt;", text))):
        holder = etree.SubElement(question, element, format="moodle_auto_format")
        etree.SubElement(holder, "text").text = visible(words)
    return reader.read(etree.tostring(quiz))
