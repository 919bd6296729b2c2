"""Reading the lists inside a document: every line belongs to exactly one thing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.compiler.lists import ListPlace, authors_without_work, read_list
from courses.authoring.compiler.sources import split_lines
from courses.authoring.draft import EntryDraft
from courses.shared.config import ROOT
from models.enums import EntryKind

SOURCES = ROOT / "seeds" / "culture-of-peace" / "sources"
DOCUMENT_A = split_lines((SOURCES / "000_67dd513dfec17810.txt").read_text("utf-8"))


def entries(text: str, kind: EntryKind = EntryKind.WORK, whole: tuple[int, ...] = ()) -> tuple[EntryDraft, ...]:
    lines = split_lines(text)
    return read_list(lines, ListPlace("A", kind, 1, len(lines), whole)).entries


def short(
    text: str, kind: EntryKind = EntryKind.WORK, whole: tuple[int, ...] = ()
) -> list[tuple[int, int, str | None, str]]:
    return [(each.line_from, each.line_to, each.authors, each.title) for each in entries(text, kind, whole)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One\n\nTwo", [(1, 1, None, "One"), (3, 3, None, "Two")]),
        ("One\ntwo\n\n\nThree", [(1, 2, None, "One two"), (5, 5, None, "Three")]),
        ("Ana and Bo:\nBook", [(2, 2, "Ana and Bo", "Book")]),
        ("Ana:\n\nBook", [(3, 3, "Ana", "Book")]),
        ("Ana: Book", [(1, 1, "Ana", "Book")]),
        ("Ana: Book: The second part", [(1, 1, "Ana", "Book: The second part")]),
        ("Ana:\nBook\nBo:\nOther", [(2, 2, "Ana", "Book"), (4, 4, "Bo", "Other")]),
        ("Book\n- - -\nOther\n---\n", [(1, 1, None, "Book"), (3, 3, None, "Other")]),
        ("Ana:\nBook: A title", [(2, 2, "Ana", "Book: A title")]),
        ("  Book  \r", [(1, 1, None, "Book")]),
        ("", []),
    ],
)
def test_works_with_their_authors(text: str, found: list[tuple[int, int, str | None, str]]) -> None:
    assert short(text) == found


@pytest.mark.parametrize(("text", "title"), [("Socialism: Utopian", "Socialism: Utopian"), ("What now:", "What now:")])
def test_a_whole_line_keeps_its_colon(text: str, title: str) -> None:
    assert short(text, whole=(1,)) == [(1, 1, None, title)]


@pytest.mark.parametrize("kind", [EntryKind.TOPIC, EntryKind.SOURCE])
def test_other_lists_have_a_heading_and_keep_their_colons(kind: EntryKind) -> None:
    lines = split_lines("- - -\nHeading\n\nOne: a thing\nof two lines\n\nTwo:\n")

    found = read_list(lines, ListPlace("A", kind, 1, len(lines)))

    assert found.heading == "Heading"
    assert [(each.line_from, each.line_to, each.title, each.authors) for each in found.entries] == [
        (4, 5, "One: a thing of two lines", None),
        (7, 7, "Two:", None),
    ]


def test_authors_of_nothing_are_found() -> None:
    lines = split_lines("Book\n\nAna:\n---\n")

    assert authors_without_work(lines, ListPlace("A", EntryKind.WORK, 1, 5)) == 3
    assert authors_without_work(lines, ListPlace("A", EntryKind.WORK, 1, 2)) is None


@pytest.mark.parametrize(
    ("kind", "first", "last", "count"),
    [(EntryKind.WORK, 5, 73, 31), (EntryKind.TOPIC, 102, 147, 22), (EntryKind.SOURCE, 151, 179, 13)],
)
def test_the_lists_of_the_bundled_course_are_complete(kind: EntryKind, first: int, last: int, count: int) -> None:
    found = read_list(DOCUMENT_A, ListPlace("A", kind, first, last, (19,)))

    assert len(found.entries) == count


def test_the_bundled_works_have_the_authors_the_document_names() -> None:
    found = read_list(DOCUMENT_A, ListPlace("A", EntryKind.WORK, 5, 73, (19,))).entries

    assert {each.line_from: (each.authors, each.authors_line) for each in found if each.authors} == {
        6: ("Marx and Engels", 5),
        14: ("Marx and Engels", 13),
        22: ("Marx, Engels, Lenin", 21),
        29: ("Lenin", 29),
        62: ("Mao and Fidel", 61),
        67: ("Hall and Winston", 66),
        71: ("Cabral", 71),
        73: ("Nkrumah", 73),
    }
    assert next(each.title for each in found if each.line_from == 19) == "Socialism: Utopian and Scientific"


rows = st.sampled_from(["", "  ", "Book", "Ana:", "Ana: Book", "- - -", "---", "A: b: c", ":", "x:"]) | st.text(
    st.characters(exclude_characters="\n\r", codec="utf-8"), max_size=6
)


@given(st.lists(rows, max_size=25), st.sampled_from(list(EntryKind)), st.sets(st.integers(1, 25)))
def test_every_line_belongs_to_exactly_one_thing(lines: list[str], kind: EntryKind, whole: set[int]) -> None:
    place = ListPlace("A", kind, 1, len(lines), whole)

    found = read_list(lines, place)

    owned = [number for each in found.entries for number in range(each.line_from, each.line_to + 1)]
    written = {n for n, row in enumerate(lines, 1) if row.strip() and not re.fullmatch(r"[\s-]*-[\s-]*", row.strip())}
    authors = {each.authors_line for each in found.entries if each.authors_line} - set(owned)
    rest = written - set(owned) - authors
    assert owned == sorted(set(owned))
    assert set(owned) <= written
    if kind is EntryKind.WORK:
        assert all(lines[number - 1].strip().endswith(":") for number in rest)
    else:
        assert len(rest) == bool(written)
    assert all(each.title for each in found.entries)
