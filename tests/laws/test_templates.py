"""Templates: each compiles, none carries script or style of its own, and only prepared HTML goes out unescaped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from courses.authoring.compiler.anchors import OF_THE_PAGE
from courses.shared.config import ROOT
from tests.support.apps import make_app
from tests.support.sources import named

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE = re.compile(r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)
# What the compiler and the sanitiser make is called so.
UNESCAPED = re.compile(r"\{\{[^}]*\|\s*safe\b")
IDENTITY = re.compile(r'\sid="([a-z-]+)"')
FRAME = ("templates/base.html", "templates/_macros/frame.html")
PREPARED = re.compile(r"(html|svg)\w*(\([^)]*\))?\s*\|\s*safe")


@pytest.fixture(scope="module")
def syntax(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The application's Jinja, with every filter and global it has."""
    return make_app(tmp_path_factory.mktemp("syntax")).jinja_env


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_compiles(syntax: Environment, path: Path) -> None:
    assert syntax.compile(path.read_text("utf-8")).co_code


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_nothing_the_policy_forbids(path: Path) -> None:
    found = [line for line in path.read_text("utf-8").splitlines() if INLINE.search(line)]

    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_only_prepared_html_goes_out_unescaped(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if UNESCAPED.search(line)]

    assert [line for line in lines if not PREPARED.search(line)] == []


def test_no_anchor_of_a_lesson_can_be_one_of_its_page() -> None:
    around = [path for path in TEMPLATES if path.parent.name == "reading" or named(path) in FRAME]

    written = {name for path in around for name in IDENTITY.findall(path.read_text("utf-8"))}

    assert written == OF_THE_PAGE


@pytest.mark.parametrize("line", ['<p style="x">', "<script>x</script>", '<a onclick="x">', '<a href="javascript:x">'])
def test_the_pattern_for_forbidden_things_finds(line: str) -> None:
    assert INLINE.search(line)
