"""Nothing dead: every class, macro and drawing that is defined is used somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from courses.shared.config import ROOT

BODIES = re.compile(r"\{[^{}]*\}")
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.([a-z][\w-]*)")
# Names that are put together: `"button--" ~ kind`, `class="align-\2"`.
JOINED = re.compile(r"^([\w-]+?--|align-)")


def text_of(paths: Iterable[Path]) -> str:
    return "\n".join(path.read_text("utf-8") for path in paths)


TEMPLATES = text_of((ROOT / "templates").rglob("*.html"))
STYLES = COMMENTS.sub("", text_of((ROOT / "static" / "css").rglob("*.css")))
SOURCES = "\n".join(
    (TEMPLATES, text_of((ROOT / "courses").rglob("*.py")), text_of((ROOT / "static" / "js").glob("*.js")))
)


def is_used(name: str, text: str = SOURCES) -> bool:
    if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
        return True
    beginning = JOINED.match(name)
    return bool(beginning and re.search(rf"{re.escape(beginning[0])}(?:['\"]|\{{\{{|\\)", text))


def test_every_class_of_a_style_sheet_is_used() -> None:
    selectors = BODIES.sub("{}", STYLES)
    named = set(CLASS.findall(selectors))

    assert len(named) > 100
    assert sorted(name for name in named if not is_used(name)) == []


def test_every_macro_is_called() -> None:
    macros = re.findall(r"macro (\w+)\(", TEMPLATES)

    assert len(macros) > 40
    assert [name for name in macros if len(re.findall(rf"(?<!macro )(?<!\w){name}\b", TEMPLATES)) == 0] == []


def test_every_drawing_is_drawn() -> None:
    drawings = re.findall(r"set drawings\.(\w+)", TEMPLATES)

    assert len(drawings) > 20
    assert [name for name in drawings if not re.search(rf"[\"']{name}[\"']", TEMPLATES)] == []


def test_what_is_not_there_is_found_missing() -> None:
    assert not is_used("no-such-class")
    assert not is_used("no-such--class")
