"""The handbook's tables of what each format holds say what the writers say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from courses.authoring.interchange.forms import TITLES
from courses.items.formats.registry import READERS, SUFFIXES, WRITERS, writer
from courses.items.formats.sandbox import read_safely
from courses.items.formats.values import Outgoing
from courses.items.rules.kinds import KINDS
from tests.support.documents import DOCS, rows_below
from tests.support.pictures import PICTURE
from tests.support.whole_questions import COMMON, OWN, whole, with_common

PAGE = (DOCS / "formats.md").read_text("utf-8")


def held(format: str, spec: Mapping[str, Any]) -> str:
    """What a format makes of a question, in the words of the handbook."""
    written = writer(format).write([Outgoing(spec)], {"bridge.png": PICTURE}, title="Bridges")
    lost = sorted({key for loss in written.losses for key in loss.keys} - {"kind"})
    read = read_safely(written.content, "file").questions
    if not read:
        return "no"
    is_other = read[0].spec["kind"] != spec["kind"]
    without = f"without {', '.join(f'`{key}`' for key in lost)}" if lost else ""
    return ", ".join(filter(None, [f"as `{read[0].spec['kind']}`" if is_other else "", without])) or "yes"


def table(heading: str) -> dict[str, list[str]]:
    """The rows below a heading, by what stands in their first cell."""
    return {row[0].strip("`"): list(row[1:]) for row in rows_below(PAGE, heading)}


def test_every_kind_and_every_common_key_has_its_row() -> None:
    assert set(OWN) == set(KINDS) == set(table("## Kinds of questions"))
    assert set(table("## What all questions have")) == set(COMMON)


@pytest.mark.parametrize("kind", OWN)
def test_the_table_of_kinds_says_what_the_writers_say(kind: str) -> None:
    assert table("## Kinds of questions")[kind] == [held(format, whole(kind)) for format in WRITERS]


@pytest.mark.parametrize("key", COMMON)
def test_the_table_of_common_keys_says_what_the_writers_say(key: str) -> None:
    cells = [held(format, with_common(key)) for format in WRITERS]

    assert table("## What all questions have")[key] == ["no" if cell == f"without `{key}`" else cell for cell in cells]


def test_every_format_is_named() -> None:
    assert set(TITLES) == {*READERS, *WRITERS}
    assert {row[0].strip("`") for row in rows_below(PAGE, "## The formats")} == {*READERS, *WRITERS}


def test_the_ends_of_names_are_those_that_the_upload_offers() -> None:
    rows = {row[0].strip("`"): row[2] for row in rows_below(PAGE, "## The formats")}

    written = {name: f"`.{writer(name).ENDING}`" for name in WRITERS if name not in READERS}
    assert rows == {name: ", ".join(f"`{end}`" for end in SUFFIXES[name]) for name in READERS} | written
