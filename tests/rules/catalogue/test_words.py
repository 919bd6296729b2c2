"""Words are compared without case, accents, apostrophes and the commonest English endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.catalogue.rules.words import MOST_LETTERS, counted, fold, index_words, stem, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Brezhnev", "BREZHNEV"),
        ("Liberté", "liberte"),
        ("Brezhnev’s", "Brezhnev's"),
        ("Straße", "strasse"),
        ("Ångström", "angstrom"),
    ],
)
def test_spellings_of_one_word_are_folded_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("worker", "workers"),
        ("struggle", "struggling"),
        ("struggle", "struggled"),
        ("class", "classes"),
        ("policy", "policies"),
        ("state", "states"),
        ("war", "wars"),
        ("Brezhnev", "Brezhnev’s"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stem(fold(one)) == stem(fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("class", "clas"), ("king", "k"), ("red", "r"), ("1914", "1915"), ("thesis", "theses")]
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


def test_a_word_knows_where_it_stands() -> None:
    found = list(words_of("The king’s bridge."))

    assert [(word.start, word.end) for word in found] == [(0, 3), (4, 10), (11, 17)]
    assert [word.folded for word in found] == ["the", "kings", "bridge"]


def test_signs_of_unspaced_scripts_are_words_of_their_own() -> None:
    assert [word.folded for word in words_of("国際主義 peace")] == ["国", "際", "主", "義", "peace"]


def test_indexed_words_are_stems_up_to_the_limit() -> None:
    assert index_words("The workers’ bridges, 1204", at_most=100) == "the worker bridg 1204"
    assert index_words("one two three four", at_most=8) == "one two"


def test_ways_of_writing_are_counted() -> None:
    assert counted(["Peace and peace.", "Peace!"]) == {"Peace": 2, "peace": 1, "and": 1}


@given(st.text(max_size=200))
def test_stems_are_letters_and_digits_only_whatever_the_text(text: str) -> None:
    for word in words_of(text):
        assert word.stem.isalnum()
        assert len(word.stem) <= MOST_LETTERS
        assert text[word.start : word.end]
