"""Choosing parts of a line and marking words in it leaves every letter as it was."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.authoring.compiler.cutting import Note, cut, place_notes, words_html

LINE = "It was built in 1204. It was paid for by all. The toll was a penny."
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("first", "last", "part"),
    [
        ("", "", LINE),
        ("The toll", "", "The toll was a penny."),
        ("", "1204.", "It was built in 1204."),
        ("It was paid", "by all.", "It was paid for by all."),
        ("The toll was a penny.", "The toll was a penny.", "The toll was a penny."),
    ],
)
def test_a_part_runs_from_its_first_to_its_last_words(first: str, last: str, part: str) -> None:
    start, end = cut(LINE, first, last)

    assert LINE[start:end] == part


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("The king", "", "The words “The king” do not stand in"),
        ("It was", "", "The words “It was” stand more than once in"),
        ("The toll", "1204.", "The words “1204.” end before “The toll” has ended"),
        ("toll was", "The toll", "The words “The toll” end before “toll was” has ended"),
    ],
)
def test_words_that_name_no_part_are_refused(first: str, last: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        cut(LINE, first, last)


def test_words_that_overlap_themselves_stand_more_than_once() -> None:
    with pytest.raises(ValueError, match="more than once"):
        cut("banana", "ana", "")


@given(texts, st.data())
def test_a_part_begins_and_ends_with_the_words_that_name_it(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    middle = data.draw(st.integers(start + 1, len(line)))
    end = data.draw(st.integers(middle, len(line)))
    first, last = line[start:middle], line[middle:end]
    assume(sum(line.startswith(first, n) for n in range(len(line))) == 1)
    assume(not last or sum(line.startswith(last, n) for n in range(len(line))) == 1)

    found = cut(line, first, last)

    assert found == (start, end if last else len(line))


@given(texts, st.lists(texts, max_size=4), st.data())
def test_marked_words_are_the_words_of_the_source_again(line: str, strange: list[str], data: st.DataObject) -> None:
    spots = data.draw(st.lists(st.tuples(st.integers(0, len(line) - 1), st.integers(1, 5)), max_size=4))
    wanted = [line[start : start + length] for start, length in spots] + strange

    (marks,), refused = place_notes([Note(at, "<p>So <em>there</em>.</p>", 1) for at in wanted], [line])
    html = words_html(line, marks)

    without_notes = re.sub(r"<details class=\"sic\">.*?</details>", "", html, flags=re.DOTALL)
    assert unescape(re.sub(r"</?span[^>]*>", "", without_notes)) == line
    assert len(marks) + len(refused) == len(wanted)


def test_a_note_must_have_one_place_in_all_parts_together() -> None:
    notes = [
        Note("toll", "<p>x</p>", 3),
        Note("It was", "<p>x</p>", 4),
        Note("king", "<p>x</p>", 5),
        Note("The toll", "<p>x</p>", 6),
    ]

    marks, refused = place_notes(notes, [LINE, "Another line."])

    assert [mark.note.at for mark in marks[0]] == ["toll"]
    assert [(note.line, reason.split(" of this note ")[1]) for note, reason in refused] == [
        (4, "stand more than once in the quotation; they must stand there once."),
        (5, "stand nowhere in the quotation; they must stand there once."),
        (6, "overlap those of another note."),
    ]
