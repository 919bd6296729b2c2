"""Files for Moodle, made of the question at hand."""

from __future__ import annotations

from typing import Any

from courses.items.formats.fitness import with_lacks
from courses.items.formats.moodle_xml.reader import read
from courses.items.formats.values import Found, Question


def quiz(inside: str) -> Found:
    """What a file with these questions holds."""
    return read(f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{inside}</quiz>'.encode())


def question(type_: str, inside: str, text: str = "Q?") -> Found:
    """A file with one question."""
    asked = f'<questiontext format="html"><text>{text}</text></questiontext>'
    return quiz(f'<question type="{type_}"><name><text>N</text></name>{asked}{inside}</question>')


def only(found: Found) -> Question:
    """The one question of a file that has nothing wrong with it."""
    assert (found.error, found.skipped, found.warnings) == ("", [], [])
    [one] = with_lacks(found).questions
    assert one.lacking == ""
    return one


def spec_of(type_: str, inside: str, text: str = "Q?") -> dict[str, Any]:
    """The keys of the one question."""
    return dict(only(question(type_, inside, text)).spec)


def answer(text: str, fraction: str, feedback: str = "", more: str = "") -> str:
    """An answer as Moodle writes it."""
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>'
        f'<feedback format="html"><text>{feedback}</text></feedback>{more}</answer>'
    )
