"""Words between curly marks before a citation stand in the line they name, or the author hears of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.compiler.citations import check, stands_in
from courses.authoring.compiler.sources import Source, split_lines

LINE = 'The council "answered" that bridgs do not grow, and [so] on.'
TEXT = f"A penny it was.\n\n{LINE}\nThe end."
SOURCES = {"A": Source("A", "sources/a.txt", "A", None, TEXT, split_lines(TEXT), "", is_intact=True)}


def messages(text: str) -> list[str]:
    return [finding.message for finding in check(text, SOURCES)]


@pytest.mark.parametrize(
    "text",
    [
        "Nothing is cited.",
        "It says so [A 3].",
        "“bridgs do not grow” [A 3]",
        "“bridgs do not grow”[A 3]",
        "“bridgs do\nnot   grow”\n[A 3]",
        "“bridgs do not grow,” [A 3]",
        "“bridgs do not grow”, [A 3]",
        "“The council […] do not grow” [A 3]",
        "“[…] do not grow […]” [A 3]",
        "“and \\[so\\] on” [A 3]",
        "“bridgs do *not* grow” [A 3]",
        "*“bridgs do not grow”* [A 3]",
        "“grow, and [so] on. The end.” [A 3-4]",
        "“unverified words” and [a link](lesson:x)",
        "Not cited: \\[B 9] and [[term]] and [b 9].",
    ],
)
def test_what_holds_is_silent(text: str) -> None:
    assert messages(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("“bridges do not grow” [A 3]", "The words “bridges do not grow” do not stand in A 3."),
        ("“bridgs do not grow” [A 1]", "The words “bridgs do not grow” do not stand in A 1. They stand in line 3."),
        (
            "“The council “answered”” [A 3]",
            "The words “The council “answered”” do not stand in A 3. They would with the quotation marks and apostrophes of the source.",
        ),
        ("“grow […] The council” [A 3]", "The words “grow […] The council” do not stand in A 3."),
        ("“” [A 3]", "The words “” do not stand in A 3."),
        ("wrong” [A 3]", "A quotation mark is closed that was never opened, before [A 3]."),
        ("[A 2]", "There is no text in A 2."),
        ("[A 9]", "There is no text in A 9."),
        ("[A 4-3]", "There is no text in A 4-3."),
        ("[B 1]", "There is no source 'B'. If [B 1] is no citation, write \\[B 1]."),
    ],
)
def test_what_does_not_hold_is_said(text: str, message: str) -> None:
    assert messages(text) == [message]


def test_a_finding_knows_its_place() -> None:
    text = "First [A 3].\nThen “nothing of this” [A 3]."

    (finding,) = check(text, SOURCES)

    assert text[finding.offset :].startswith("[A 3].")
    assert text.count("\n", 0, finding.offset) == 1


words = st.lists(st.text("abc“”[]*_ \\", min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=8)


@given(words, st.data())
def test_every_part_of_a_line_stands_in_it(line: list[str], data: st.DataObject) -> None:
    whole = " ".join(" ".join(line).split())
    start = data.draw(st.integers(0, len(whole) - 1))
    part = whole[start : data.draw(st.integers(start + 1, len(whole)))]

    assert stands_in(part, whole) or not part.strip() or "\\" in part


@given(st.text("ab ", min_size=1, max_size=12), st.text("ab ", min_size=1, max_size=12))
def test_plain_words_stand_in_a_line_exactly_when_they_are_part_of_it(part: str, line: str) -> None:
    collapsed = " ".join(part.split())

    assert stands_in(part, line) == (bool(collapsed) and collapsed in " ".join(line.split()))


@given(st.text("“”[]A 3.\n…x", max_size=40))
def test_any_text_is_checked_without_an_accident(text: str) -> None:
    assert all(0 <= finding.offset < len(text) for finding in check(text, SOURCES))


@pytest.mark.parametrize("text", ["“" * 5_000 + "” [A 3]" * 3_000, "” [A 3]" * 5_000, "![" * 20_000, "`a " * 20_000])
def test_hostile_texts_are_checked_quickly(text: str) -> None:
    started = time.process_time()

    list(check(text, SOURCES))

    assert time.process_time() - started < 2
