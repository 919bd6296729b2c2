"""Which questions say the same, and that finding them does not compare each with each."""

from __future__ import annotations

import time

import pytest

from courses.items.rules.duplicates import Likeness, are_alike, signature, words_of

BRIDGE = "When was the stone bridge over the river built in that town?"


@pytest.mark.parametrize(
    "other",
    [
        BRIDGE,
        "when was the STONE bridge, over the river, built in that town",
        "When was the stone bridge over the river bulit in that town?",
        "When was the stone bridge over the river built in that town? ",
        "Whén was the stone bridge over the river built in that town?",
    ],
)
def test_texts_that_say_nearly_the_same_are_found(other: str) -> None:
    assert Likeness({"bridge": BRIDGE}).like(other) == ["bridge"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BRIDGE, "When was the wooden mill beside the river built in that town?"),
        ("What is 12 + 7? It is a sum of two numbers", "What is 12 + 8? It is a sum of two numbers"),
        ("Is it 1.5 metres from here to there and back?", "Is it 1 5 metres from here to there and back?"),
        (BRIDGE, ""),
        ("", ""),
        ("?", "!"),
    ],
)
def test_texts_that_say_something_else_are_not(one: str, other: str) -> None:
    assert Likeness({"one": one}).like(other) == []


def test_few_words_are_told_apart_by_what_is_right() -> None:
    stone, wood = words_of("Which is right?", ["Stone lasts longest"]), words_of("Which is right?", ["Wood burns"])

    assert Likeness({"stone": stone}).like(wood) == []
    assert Likeness({"stone": stone}).like(words_of("Which is right?", ["Stone lasts longest."])) == ["stone"]
    assert words_of(BRIDGE, ["1204"]) == BRIDGE


def test_groups_hold_what_belongs_together_and_nothing_alone() -> None:
    texts = {
        1: BRIDGE,
        2: "Who ruled the town in those days?",
        3: BRIDGE.upper(),
        4: "",
        5: "",
        6: "Who ruled the town in those day?",
    }

    assert Likeness(texts).groups() == [[1, 3], [2, 6]]


def test_every_pair_that_is_alike_is_found_as_by_comparing_each_with_each() -> None:
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    texts = {
        (
            one,
            other,
        ): f"What has the {words[one]} of the {words[other]} to do with the others in the north of the country?"
        for one in range(8)
        for other in range(8)
    }
    signatures = {key: signature(text) for key, text in texts.items()}
    pairs = {(a, b) for a, one in signatures.items() for b, other in signatures.items() if are_alike(one, other)}

    likeness = Likeness(texts)

    assert {(key, other) for key, text in texts.items() for other in likeness.like(text)} == pairs
    assert len(pairs) > len(texts)


def test_three_thousand_questions_take_seconds_and_no_more() -> None:
    texts = {
        number: f"Which {number * 7919 % 3001} of the {chr(97 + number % 26) * 5} rivers has bridge {number}, and why there?"
        for number in range(3_000)
    }
    started = time.process_time()

    assert Likeness({**texts, "copy": texts[17]}).groups() == [[17, "copy"]]
    assert time.process_time() - started < 5
