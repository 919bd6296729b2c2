"""What a mark is worth, what may be contested, and names that tell nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.kinds import KINDS
from courses.quizzes.rules.marking import (
    Mark,
    NoContest,
    Veil,
    Wrong,
    kinds_by_hand,
    mark_by_number,
    mark_by_rubric,
    no_contest,
    same_mark,
    veil_of,
)
from models.enums import Behaviour
from tests.support.factories.items import body_of, example

ESSAY = body_of(example("essay"))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["2", "1"], Mark(1.0, {"sides": 2, "words": 1})),
        (["1", "0"], Mark(0.25, {"sides": 1, "words": 0})),
        (["0", "0"], Mark(0.0, {"sides": 0, "words": 0})),
        (["2", ""], Wrong.NO_LEVEL),
        (["2"], Wrong.NO_LEVEL),
        (["3", "0"], Wrong.UNKNOWN_LEVEL),
        (["-1", "0"], Wrong.UNKNOWN_LEVEL),
        (["²", "0"], Wrong.UNKNOWN_LEVEL),
        (["1" * 4000, "0"], Wrong.UNKNOWN_LEVEL),
    ],
)
def test_levels_come_to_a_mark(chosen: list[str], expected: Mark | Wrong) -> None:
    assert mark_by_rubric(ESSAY, chosen) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("4", Mark(1.0)),
        (" 0 ", Mark(0.0)),
        ("1.5", Mark(0.375)),
        ("1,5", Mark(0.375)),
        ("1e0", Mark(0.25)),
        ("", Wrong.NO_NUMBER),
        ("much", Wrong.NO_NUMBER),
        ("nan", Wrong.NO_NUMBER),
        ("inf", Wrong.NO_NUMBER),
        ("1_0", Wrong.NO_NUMBER),
        ("٣", Wrong.NO_NUMBER),
        ("1,2,3", Wrong.NO_NUMBER),
        ("-0.1", Wrong.OUT_OF_RANGE),
        ("4.01", Wrong.OUT_OF_RANGE),
        ("1" * 300, Wrong.OUT_OF_RANGE),
        ("1" * 400, Wrong.NO_NUMBER),
    ],
)
def test_a_number_comes_to_a_mark(words: str, expected: Mark | Wrong) -> None:
    assert mark_by_number(words, 4) == expected


def test_the_same_mark_has_the_same_levels_too() -> None:
    assert same_mark(Mark(1 / 3), 0.3333333333333, {})
    assert not same_mark(Mark(0.5, {"sides": 1}), 0.5, {})
    assert not same_mark(Mark(0.5), None, {})


def test_kinds_marked_by_hand_are_those_whose_grade_waits() -> None:
    bodies = {name: body_of(example(name)) for name in KINDS if name != "description"}

    waiting = [name for name, body in bodies.items() if KINDS[name].grade(body, KINDS[name].key(body)).is_pending]

    assert waiting == list(kinds_by_hand()) == ["essay"]


SHOWN: dict[str, Any] = {
    "is_finished": True,
    "is_shown": True,
    "is_answered": True,
    "is_waiting": False,
    "fraction": 0.5,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"fraction": -2.0}, None),
        ({"fraction": 1.0}, NoContest.NOTHING_LOST),
        ({"is_waiting": True}, NoContest.WAITING),
        ({"is_answered": False}, NoContest.UNANSWERED),
        ({"is_shown": False}, NoContest.HIDDEN),
        ({"is_finished": False}, NoContest.UNFINISHED),
    ],
)
def test_what_may_be_contested(changes: dict[str, Any], expected: NoContest | None) -> None:
    assert no_contest(Behaviour.DEFERRED, **{**SHOWN, **changes}) is expected


def test_practice_has_no_marks_to_contest() -> None:
    assert no_contest(Behaviour.PRACTICE, **SHOWN) is NoContest.PRACTICE


ODD = st.integers(0, 2**31 - 1).map(lambda half: 2 * half + 1)


@given(factor=ODD, attempt_id=st.integers(1, 2**31 - 1), position=st.integers(1, 2**16 - 1))
def test_a_name_leads_back_to_its_answer(factor: int, attempt_id: int, position: int) -> None:
    veil = Veil(factor)
    name = veil.name(attempt_id, position)

    number = veil.number(name)
    assert veil.place(name) == (attempt_id, position)
    assert number is not None
    assert veil.written(number) == name


@given(factor=ODD, name=st.text() | st.text("0123456789abcdef", min_size=12, max_size=12))
def test_what_is_no_name_leads_nowhere(factor: int, name: str) -> None:
    place = Veil(factor).place(name)

    assert place is None or Veil(factor).name(*place) == name


def test_names_do_not_stand_in_the_order_of_the_attempts() -> None:
    veil = veil_of("a secret that only the tests know")
    names = [veil.name(attempt_id, 1) for attempt_id in range(1, 21)]

    assert names != sorted(names)
    assert len(set(names)) == len(names)
    assert names != [veil_of("another secret").name(attempt_id, 1) for attempt_id in range(1, 21)]
