"""Adding a kind of question touches two files, its module and its template, and a line of the registry.

`places(kind)` lists what names a kind. Beside these three that may be another kind that is built on it (a gap is asked as a question of
its own), and the formats, each of which says what a kind is called elsewhere: what a format does not know is a loss it reports.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from courses.items.rules import kinds
from courses.items.rules.kinds import KINDS
from courses.shared.config import ROOT
from tests.support.sources import sources

MODULES, TEMPLATES = "courses/items/rules/kinds", "templates/items"
REGISTRY = f"{MODULES}/__init__.py"
FORMATS = "courses/items/formats/"
# Which kinds are built on which others.
BUILT_ON = {"cloze": {"multiple-choice", "numeric", "short-answer"}}
# These are also words of the language, of style sheets or of course files; there only naming the module counts.
AMBIGUOUS = {"description", "essay", "evidence", "matching", "numeric", "ordering"}


def pattern(kind: str) -> re.Pattern[str]:
    """How a file names a kind: as its module, or, where nothing else is called so, at all."""
    module = kind.replace("-", "_")
    if kind in AMBIGUOUS:
        return re.compile(
            rf"kinds(\.| import .*\b){module}\b|^    {module},$|items/{kind}\.html"
            rf"|kind\w*['\"]?\]? ?(==|!=|in\b|is\b|:) ?.*['\"]{kind}['\"]",
            re.MULTILINE,
        )
    return re.compile(rf"\b({kind}|{module})\b")


def program_files() -> list[Path]:
    wanted = sources(".py", ".html", ".js", ".css")
    return [
        path
        for path in wanted
        if path.relative_to(ROOT).parts[0] in ("courses", "models", "templates", "static", "app.py")
    ]


def module_of(kind: str) -> str:
    return f"{MODULES}/{kind.replace('-', '_')}.py"


def places(kind: str) -> set[str]:
    """Every file of the program that names a kind."""
    named = pattern(kind)
    return {str(path.relative_to(ROOT)) for path in program_files() if named.search(path.read_text("utf-8"))}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_named_by_its_own_files_and_the_registry_only(kind: str) -> None:
    own = {module_of(kind), f"{TEMPLATES}/{kind}.html"}
    users = {module_of(other) for other, used in BUILT_ON.items() if kind in used}

    found = {path for path in places(kind) if not path.startswith(FORMATS)}

    assert found - own - users == {REGISTRY}
    assert all((ROOT / path).is_file() for path in own)


def test_nothing_else_lies_where_kinds_do() -> None:
    modules = {path.name for path in (ROOT / MODULES).glob("*.py")} - {"__init__.py", "context.py"}
    templates = {path.name for path in (ROOT / TEMPLATES).glob("[!_]*.html")}

    assert modules == {Path(module_of(kind)).name for kind in KINDS}
    assert templates == {f"{kind}.html" for kind in KINDS}


def test_the_registry_names_each_kind_where_it_imports_and_where_it_lists_it() -> None:
    registry = (ROOT / REGISTRY).read_text("utf-8")

    times = {kind: len(re.findall(rf"^    {Path(module_of(kind)).stem},$", registry, re.MULTILINE)) for kind in KINDS}

    assert times == dict.fromkeys(KINDS, 2)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("cloze", 'if question.kind == "cloze":'),
        ("cloze", "{% if kind == 'cloze' %}"),
        ("drag-words", "from courses.items.rules.kinds import drag_words"),
        ("essay", 'if row.kind in ("essay", "numeric"):'),
        ("numeric", 'if row.kind in ("essay", "numeric"):'),
        ("description", '{"kind": "description"}'),
        ("description", 'if item["kind"] != "description":'),
        ("essay", '{% include "items/essay.html" %}'),
    ],
)
def test_the_patterns_find_what_names_a_kind(kind: str, line: str) -> None:
    assert pattern(kind).search(line)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_offers_everything_its_kind_promises(kind: str) -> None:
    promised = {name for name in vars(kinds.Kind) if not name.startswith("_")}

    assert promised >= {"parse", "order", "read", "grade", "key", "draft"}
    assert [name for name in promised if not hasattr(KINDS[kind], name)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_of_a_kind_asks_shows_and_edits(kind: str) -> None:
    template = (ROOT / "templates" / "items" / f"{kind}.html").read_text("utf-8")

    assert [part for part in ("ask", "answered", "edit") if f"macro {part}(" not in template] == []
