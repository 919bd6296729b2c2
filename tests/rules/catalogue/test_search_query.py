"""A query is words, phrases and unwanted words; nothing that can be typed goes wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.catalogue.rules.search_query import MOST_LENGTH, MOST_TERMS, corrected, parse


def stems(text: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    query = parse(text)
    return [term.stems for term in query.wanted], [term.stems for term in query.unwanted]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("Lenin war", [("lenin",), ("war",)], []),
        ('"uniform tactics" Lenin', [("uniform", "tactic"), ("lenin",)], []),
        ('"not closed', [("not", "clos")], []),
        ("war -peace", [("war",)], [("peac",)]),
        ('-"cold war" war', [("war",)], [("cold", "war")]),
        ("self-determination", [("self", "determination")], []),
        ("- -- !?", [], []),
        ("", [], []),
        ('""', [], []),
        ("-war", [], [("war",)]),
    ],
)
def test_queries_are_taken_apart(text: str, wanted: list[tuple[str, ...]], unwanted: list[tuple[str, ...]]) -> None:
    assert stems(text) == (wanted, unwanted)


def test_a_long_query_is_cut() -> None:
    query = parse("word " * 1000)

    assert len(query.text) <= MOST_LENGTH
    assert len(query.wanted) == MOST_TERMS


def test_only_the_misspelt_word_is_replaced() -> None:
    query = parse('"Breznev doctrine"  -peace')

    assert corrected(query, {"breznev": "Brezhnev"}) == '"Brezhnev doctrine" -peace'


@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_fails(text: str) -> None:
    query = parse(text)

    assert all(word.stem.isalnum() for term in (*query.wanted, *query.unwanted) for word in term.words)
    assert corrected(query, {}) == query.text
    assert "\0" not in query.text
