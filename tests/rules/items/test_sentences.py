"""Cutting passages into sentences as old transcriptions have them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.sentences import covering, found_in, sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It began.", "It ended."],
        ["It was disbanded in 1943.", "Nobody noticed!", "Why?", "So it goes"],
        ["As Lenin said, it was so."],
        ["V. I. Lenin and M. N. Roy met.", "They spoke."],
        ["It broke on the eve of World War I.", "Many took sides."],
        ["The U.S. Army came.", "It left."],
        ["See p. 5 and vol. II of it.", "Then go on."],
        ['He said "It is so."', "She left."],
        ["He said “It is so.”", "She left."],
        ["It rose by 9.5 per cent (see below).", "It fell."],
        ["It was (he said) over.]", "It was not."],
        ["It costs 3.50 a head, i.e. nothing.", "We paid."],
        ["But we must be modest ... for ever.", "We should."],
        ["We went on ...", "We stopped."],
        ["The war ended.[7]", "The peace began."],
        ["战争结束了。", "和平开始了。"],
    ],
)
def test_sentences_end_where_readers_see_their_end(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


def test_a_missing_space_does_not_join_sentences() -> None:
    assert cut("They lost the war.The peace was worse.In 1919 they met.") == [
        "They lost the war.",
        "The peace was worse.",
        "In 1919 they met.",
    ]


def test_a_closing_mark_stays_with_its_sentence_without_a_space() -> None:
    assert cut('It ended "in victory."The rest is known.') == ['It ended "in victory."', "The rest is known."]


def test_dots_between_sentences_belong_to_the_one_before() -> None:
    assert cut("We should be firm. ... We must never be arrogant.") == [
        "We should be firm. ...",
        "We must never be arrogant.",
    ]


@given(st.text(st.sampled_from('aB1 .!?"”)(…\n。'), max_size=60))
def test_no_letter_is_lost_and_none_stands_twice(text: str) -> None:
    spans = sentences(text)

    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_what_touches_a_stretch_covers_it() -> None:
    spans = [(0, 5), (6, 10), (11, 20)]

    assert covering(spans, 4, 11) == [0, 1]
    assert covering(spans, 5, 6) == []
    assert covering(spans, 12, 13) == [2]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("the toll", [(0, 10)]),
        ("toll was", [(6, 14)]),
        ("was", [(11, 14), (20, 23)]),
        ("  was  paid", []),
        ("", []),
        (" ", []),
    ],
)
def test_words_are_found_whatever_white_space_is_between_them(words: str, places: list[tuple[int, int]]) -> None:
    assert found_in("the \t toll was.  It was.  Was was?", words) == places


@given(text=st.text("ab \n", max_size=30), start=st.integers(0, 30), end=st.integers(0, 30))
def test_what_stands_in_a_text_is_found_there(text: str, start: int, end: int) -> None:
    words = " ".join(text[start:end].split())

    found = found_in(text, words)

    assert len(found) <= 2
    assert bool(found) == bool(words)
    assert all(" ".join(text[first:last].split()) == words for first, last in found)
