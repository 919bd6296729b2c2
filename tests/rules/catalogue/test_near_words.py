"""A misspelt name finds the word that was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.catalogue.rules.near_words import Candidate, distance, nearest, tolerance, variants

WORDS = st.text(alphabet="abcdef", min_size=4, max_size=12)


def candidates(*words: str) -> list[Candidate]:
    return [Candidate(word, word.title(), uses) for uses, word in enumerate(words, start=1)]


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("brezhnev", "brezhnev", 0),
        ("breznev", "brezhnev", 1),
        ("brejnev", "brezhnev", 2),
        ("lennin", "lenin", 1),
        ("leinn", "lenin", 1),
        ("trotzky", "trotsky", 1),
        ("peace", "bridge", 3),
        ("a", "abcdef", 3),
    ],
)
def test_distance_counts_letters_up_to_one_more_than_allowed(one: str, other: str, steps: int) -> None:
    assert distance(one, other, most=2) == steps


@pytest.mark.parametrize(
    ("typed", "meant"), [("breznev", "brezhnev"), ("kruschev", "khrushchev"), ("trotzki", "trotsky"), ("lenn", "lenin")]
)
def test_misspelt_names_share_a_variant_with_the_right_word(typed: str, meant: str) -> None:
    assert variants(typed) & variants(meant)


@given(WORDS, st.lists(st.tuples(st.sampled_from(["add", "drop", "change", "swap"]), st.integers(0, 12)), max_size=2))
def test_whatever_is_near_shares_a_variant(meant: str, slips: list[tuple[str, int]]) -> None:
    typed = misspelt(meant, slips)
    allowed = min(tolerance(typed), tolerance(meant))

    assert variants(typed) & variants(meant) or len(slips) > allowed


def misspelt(word: str, slips: list[tuple[str, int]]) -> str:
    """The word with each slip made once, at a place inside it."""
    for slip, number in slips:
        place = number % len(word)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        made = {
            "add": before + "x" + letter + after,
            "drop": (before + after) or letter,
            "change": before + "x" + after,
            "swap": before + after[:1] + letter + after[1:],
        }
        word = made[slip]
    return word


def test_the_nearest_word_is_meant() -> None:
    found = nearest("breznev", candidates("brezhnev", "brezen", "breznow"))

    assert found
    assert found.word == "brezhnev"


def test_of_equally_near_words_the_one_with_the_same_beginning_is_meant() -> None:
    found = nearest("marc", candidates("marx", "darc"))

    assert found
    assert found.shown == "Marx"


def test_of_equally_near_words_the_more_frequent_one_is_meant() -> None:
    found = nearest("marc", candidates("mark", "marx"))

    assert found
    assert found.word == "marx"


@pytest.mark.parametrize("word", ["war", "1914", "a"])
def test_short_words_and_numbers_are_taken_as_they_are(word: str) -> None:
    assert tolerance(word) == 0
    assert nearest(word, candidates("wars", "1915", "ab")) is None


def test_nothing_near_is_nothing() -> None:
    assert nearest("breznev", candidates("peace")) is None
