"""Adding a kind of question touches two files, its module and its template, and a line of the registry; formats that can hold it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from courses.items.rules import kinds
from courses.items.rules.kinds import KINDS
from courses.shared.config import ROOT
from tests.support.sources import sources

REGISTRY = "courses/items/rules/kinds/__init__.py"
# Each format says by name which kinds it can hold.
FORMATS = ROOT / "courses" / "items" / "formats"
# A text with gaps is made of the kinds that its gaps are.
MADE_OF_OTHERS = {"courses/items/rules/kinds/cloze.py"}
# These are also words of the language, of style sheets or of course files; there only naming the module counts.
AMBIGUOUS = {"description", "essay", "evidence", "matching", "numeric", "ordering"}


def pattern(kind: str) -> re.Pattern[str]:
    """How a file names a kind: as its module, or, where nothing else is called so, at all."""
    module = kind.replace("-", "_")
    if kind in AMBIGUOUS:
        return re.compile(
            rf"kinds(\.| import .*\b){module}\b|kind\w* (==|in|is) .*\"{kind}\"|^    {module},$", re.MULTILINE
        )
    return re.compile(rf"\b({kind}|{module})\b")


def program_files() -> list[Path]:
    wanted = sources(".py", ".html", ".js", ".css")
    return [
        path
        for path in wanted
        if path.relative_to(ROOT).parts[0] in ("courses", "models", "templates", "static", "app.py")
        and not path.is_relative_to(FORMATS)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_named_by_its_own_files_and_the_registry_only(kind: str) -> None:
    own = {f"courses/items/rules/kinds/{kind.replace('-', '_')}.py", f"templates/items/{kind}.html"}

    named = {str(path.relative_to(ROOT)) for path in program_files() if pattern(kind).search(path.read_text("utf-8"))}

    assert named - own - MADE_OF_OTHERS == {REGISTRY}
    assert all((ROOT / path).is_file() for path in own)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_offers_everything_its_kind_promises(kind: str) -> None:
    promised = {name for name in vars(kinds.Kind) if not name.startswith("_")}

    assert promised >= {"parse", "order", "read", "grade", "key", "draft"}
    assert [name for name in promised if not hasattr(KINDS[kind], name)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_of_a_kind_asks_shows_and_edits(kind: str) -> None:
    template = (ROOT / "templates" / "items" / f"{kind}.html").read_text("utf-8")

    assert [part for part in ("ask", "answered", "edit") if f"macro {part}(" not in template] == []
