"""The page on the course format tells the truth: its example is a course, and its numbers are the program's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.compiler import compile_course, glossary, layout, lessons
from courses.authoring.compiler import course as whole
from courses.authoring.compiler.blocks import OPTIONS
from courses.authoring.compiler.quizzes import KEYS as QUIZ_KEYS
from courses.authoring.compiler.quizzes import MOST_ITEMS
from courses.authoring.compiler.sources import KEYS as SOURCE_KEYS
from courses.authoring.compiler.sources import LIST_KEYS
from courses.items.rules.kinds import KINDS
from courses.shared.config import ROOT
from tests.support.factories.catalogue import NOW

PAGE = (ROOT / "docs" / "course-format.md").read_text("utf-8")
FILE = re.compile(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example() -> dict[str, bytes]:
    """The files of the complete course on the page."""
    return {path: content.encode() for path, content in FILE.findall(PAGE)}


def test_the_example_of_the_page_is_a_course_without_problems() -> None:
    draft, problems = compile_course(example())

    assert problems == []
    assert draft is not None
    assert [entry.title for entry in draft.lists[0].entries] == ["The Book of Tolls", "On Bridges"]
    assert [passage.key for passage in draft.lessons[0].passages][1:4] == ["a-8", "two-sides", "a-10-council"]


def test_the_example_of_the_page_can_be_imported(session: Session, app: Flask, tmp_path: Path) -> None:
    for path, content in example().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)

    course = service.import_folder(session, tmp_path, author_id=None, now=NOW)

    assert (course.slug, course.lesson_count) == ("river-towns", 1)


@pytest.mark.parametrize(
    "keys",
    [
        whole.COURSE_KEYS,
        whole.MODULE_KEYS,
        SOURCE_KEYS,
        LIST_KEYS,
        lessons.KEYS,
        QUIZ_KEYS,
        glossary.KEYS,
        *OPTIONS.values(),
    ],
)
def test_every_key_is_explained(keys: tuple[str, ...]) -> None:
    missing = [key for key in keys if not re.search(rf"(^|[ `]){key}(:|`)", PAGE, re.MULTILINE)]

    assert missing == []


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_item_is_explained_with_its_keys(name: str) -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))

    missing = [key for key in KINDS[name].KEYS if f"`{key}" not in row]

    assert missing == []


def test_the_limits_of_the_page_are_those_of_the_compiler() -> None:
    limits = PAGE[PAGE.index("## What is checked") :]

    assert f"{layout.MOST_LESSONS:,} lessons" in limits
    assert f"{layout.MOST_FILES:,} files" in limits
    assert f"{layout.MOST_TEXT_BYTES >> 20} MiB for a lesson" in limits
    assert f"{layout.MOST_SOURCE_BYTES >> 20} MiB for a source" in limits
    assert f"{MOST_ITEMS} items" in limits
    assert f"{layout.LONGEST_PATH} characters" in limits
