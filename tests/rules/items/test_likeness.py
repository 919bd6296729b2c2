"""That what is found quickly is what comparing each with each finds, and that many texts that are alike do not take long."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.duplicates import Likeness, are_alike, at_least, ones, signature, words_and_numbers

# Few words, so that texts are often nearly the same; some of them are written otherwise and say the same.
WORDS = [
    "stone",
    "Stone",
    "bridge",
    "bridgé",
    "bridges",
    "the",
    "THE",
    "toll",
    "tolls",
    "1204",
    "1.5",
    "…",
    "über",
    "ﬁrst",
]
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
many = st.dictionaries(st.integers(0, 99), texts, max_size=30)


def each_with_each(text: str, known: Mapping[int, str]) -> set[int]:
    """The rule itself, at its plainest."""
    return {key for key, other in known.items() if are_alike(signature(text), signature(other))}


@given(many, texts)
def test_what_is_like_a_text_is_found_as_by_comparing_it_with_each(known: dict[int, str], text: str) -> None:
    found = Likeness(known).like(text)

    assert set(found) == each_with_each(text, known)
    assert len(found) == len(set(found))


@given(many)
def test_groups_are_what_comparing_each_with_each_joins(known: dict[int, str]) -> None:
    together = {key: {key} for key in known}
    for key, text in known.items():
        for other in each_with_each(text, known) - together[key]:
            joined = together[key] | together[other]
            together.update(dict.fromkeys(joined, joined))

    groups = Likeness(known).groups()

    assert {frozenset(group) for group in groups} == {frozenset(each) for each in together.values() if len(each) > 1}
    assert sum(map(len, groups)) == len({key for group in groups for key in group})


@given(st.text())
def test_case_and_accents_are_left_out_letter_by_letter(text: str) -> None:
    folded = "".join(each for each in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(each))

    assert words_and_numbers(text) == (
        " ".join(re.findall(r"\w+", folded)),
        tuple(re.findall(r"\d+(?:[.,]\d+)*", folded)),
    )


@given(st.lists(st.integers(0, 2**20 - 1), max_size=40), st.integers(1, 40))
def test_bits_are_counted_as_one_by_one(rows: list[int], enough: int) -> None:
    counts = [sum(row >> place & 1 for row in rows) for place in range(20)]

    assert list(ones(at_least(enough, rows))) == [place for place, count in enumerate(counts) if count >= enough]


def test_thousands_that_are_all_alike_take_seconds_and_are_one_group() -> None:
    base = "When was the stone bridge over the river built in that town by the old guild of the masons"
    known = {
        number: f"{base} {chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}"
        for number in range(3_000)
    }
    started = time.process_time()

    likeness = Likeness(known)

    assert [len(group) for group in likeness.groups()] == [3_000]
    assert all(likeness.like(f"{base} {number}.") == [] for number in range(300))
    assert len(likeness.like(base)) >= 300
    assert time.process_time() - started < 5
