"""Which part of an old wording is which of a new one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.carrying import matched

TEXTS = st.lists(st.sampled_from(["a", "b", "<em>a</em>", "c", ""]), max_size=6)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (["a", "b"], ["b", "a"], {0: 1, 1: 0}),
        (["a", "b"], ["a", "reworded"], {0: 0, 1: 1}),
        (["a", "b", "c"], ["c", "x", "y"], {2: 0, 0: 1, 1: 2}),
        (["a", "b", "c"], ["c", "a"], {0: 1, 2: 0}),
        (["a"], ["x", "y"], {}),
        (["a", "b"], ["a", "b", "c"], {0: 0, 1: 1}),
        (["<em>a</em>", "a"], ["a", "<em>a</em>"], {0: 1, 1: 0}),
        (["<em>a</em>", "b"], ["c", "a"], {0: 1, 1: 0}),
        (["a", "a"], ["a", "b", "a"], {0: 0, 1: 2}),
        ([], [], {}),
    ],
)
def test_what_says_the_same_is_the_same(old: list[str], new: list[str], expected: dict[int, int]) -> None:
    assert matched(old, new) == expected


@given(texts=TEXTS)
def test_every_text_is_itself(texts: list[str]) -> None:
    assert matched(texts, texts) == {number: number for number in range(len(texts))}


@given(old=TEXTS, new=TEXTS)
def test_no_text_is_matched_twice(old: list[str], new: list[str]) -> None:
    found = matched(old, new)

    assert len(set(found.values())) == len(found)
    assert set(found) <= set(range(len(old)))
    assert set(found.values()) <= set(range(len(new)))
