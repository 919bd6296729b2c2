"""What answers to a repaired question are worth, and what a repair does to results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.grading import grade_answer
from courses.items.rules.kinds import KINDS
from courses.quizzes.rules.repair import Change, Given, Wording, bars, fitting, impact_of, regrade
from models.enums import Behaviour
from tests.support.factories.items import SPECS, body_of, example

RIGHT, WRONG = {"text": "The town", "correct": True}, {"text": "The king", "feedback": "No."}
OTHER = {"text": "The abbot", "feedback": "No."}


def wording(number: int, kind: str = "multiple-choice", **values: Any) -> Wording:
    return Wording(number, kind, body_of(example(kind, **values)))


def options(*written: Mapping[str, Any]) -> Wording:
    return wording(len(written), options=[dict(each) for each in written])


def as_right(option: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": option["text"], "correct": True}


def as_wrong(option: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": option["text"], "feedback": "No."}


def test_an_answer_is_worth_what_the_new_key_says() -> None:
    old, new = options(RIGHT, WRONG), options(as_wrong(RIGHT), as_right(WRONG))

    found = regrade(Behaviour.DEFERRED, old, new, Given({"choice": 1}, {"options": [1, 0]}, 0.0))

    assert found is not None
    assert (found.fraction, found.response) == (1.0, {"choice": 1})


def test_an_option_is_found_again_where_it_stands_now() -> None:
    old, new = options(RIGHT, WRONG, OTHER), options(OTHER, RIGHT, WRONG)

    found = regrade(Behaviour.DEFERRED, old, new, Given({"choice": 0}, {"options": [2, 0, 1]}, 1.0))

    assert found is not None
    assert (found.response, found.fraction) == ({"choice": 1}, 1.0)


def test_an_answer_whose_option_is_gone_keeps_its_marks() -> None:
    old, new = options(RIGHT, WRONG, OTHER), options(RIGHT, WRONG)

    assert regrade(Behaviour.DEFERRED, old, new, Given({"choice": 2}, {"options": [0, 1, 2]}, 0.0)) is None


def test_another_kind_of_question_replays_nothing() -> None:
    old, new = options(RIGHT, WRONG), wording(9, "true-false")

    assert regrade(Behaviour.DEFERRED, old, new, Given({"choice": 0}, {}, 1.0)) is None


def test_no_answer_stays_worth_nothing() -> None:
    old, new = options(RIGHT, WRONG), options(as_wrong(RIGHT), as_right(WRONG))

    found = regrade(Behaviour.DEFERRED, old, new, Given(None, {"options": [0, 1]}, 0.0))

    assert found is not None
    assert (found.response, found.fraction) == (None, 0.0)


@pytest.mark.parametrize(
    ("certainty", "is_right", "fraction"),
    [(1, True, 1 / 3), (2, True, 2 / 3), (3, True, 1.0), (1, False, 0.0), (2, False, -2 / 3), (3, False, -2.0)],
)
def test_certainty_counts_again(certainty: int, is_right: bool, fraction: float) -> None:
    old = options(RIGHT, WRONG)
    new = old if is_right else options(as_wrong(RIGHT), as_right(WRONG))

    found = regrade(Behaviour.CERTAINTY, old, new, Given({"choice": 0}, {}, 0.0, certainty))

    assert found is not None
    assert found.fraction == pytest.approx(fraction)


def test_of_several_tries_the_first_that_is_right_now_counts() -> None:
    old = options(RIGHT, WRONG, OTHER)
    new = options(as_wrong(RIGHT), as_right(WRONG), OTHER)
    tried = ({"choice": 1}, {"choice": 0})

    found = regrade(Behaviour.INTERACTIVE, old, new, Given({"choice": 0}, {}, 2 / 3, checked=tried))

    assert found is not None
    assert found.fraction == 1.0


def test_a_later_right_try_still_costs_its_penalty() -> None:
    old, new = options(RIGHT, WRONG, OTHER), options(RIGHT, WRONG, OTHER)
    tried = ({"choice": 1}, {"choice": 2}, {"choice": 0})

    found = regrade(Behaviour.INTERACTIVE, old, new, Given({"choice": 0}, {}, 1 / 3, checked=tried))

    assert found is not None
    assert found.fraction == pytest.approx(1 / 3)


def test_of_several_tries_none_of_which_is_right_the_last_counts() -> None:
    same = wording(1, "short-answer", answers=["toll", {"text": "tax", "weight": 0.5}])
    tried = ({"text": "tax"}, {"text": "rent"})

    found = regrade(Behaviour.INTERACTIVE, same, same, Given({"text": "rent"}, {}, 0.0, checked=tried))

    assert found is not None
    assert found.fraction == 0.0


def graded_by_itself(kind: str) -> bool:
    """Whether the program marks this kind: not an essay, and not a text without a question."""
    body = body_of(example(kind))
    key = KINDS[kind].key(body)
    return bool(key) and not grade_answer(kind, body, key).is_pending


@pytest.mark.parametrize("kind", [kind for kind in sorted(SPECS) if graded_by_itself(kind)])
def test_the_same_words_change_nothing(kind: str) -> None:
    same = wording(1, kind)
    key = KINDS[kind].key(same.body)

    found = regrade(Behaviour.DEFERRED, same, same, Given(key, {}, 1.0))

    assert found is not None
    assert (found.response, found.fraction) == (key, 1.0)


def test_what_a_person_has_marked_keeps_its_marks() -> None:
    same = wording(1, "essay")

    assert regrade(Behaviour.DEFERRED, same, same, Given({"text": "Words."}, {}, 0.75)) is None


@pytest.mark.parametrize(
    ("shown", "fresh", "wanted"),
    [
        ({"options": [2, 0, 1]}, {"options": [0, 1, 2]}, {"options": [2, 0, 1]}),
        ({"options": [2, 0, 1]}, {"options": [0, 1]}, {"options": [0, 1]}),
        ({}, {"options": [0, 1]}, {"options": [0, 1]}),
        ({"a": {"options": [1, 0]}}, {"a": {"options": [0, 1]}, "b": {}}, {"a": {"options": [1, 0]}, "b": {}}),
    ],
)
def test_the_arrangement_stays_as_far_as_it_fits(shown: Any, fresh: Any, wanted: Any) -> None:
    assert fitting(shown, fresh) == wanted


def change(before: float, after: float, *, person: int = 1, quiz: int = 1, is_carried: bool = True) -> Change:
    return Change(person, person, quiz, before, after, 0.6, is_carried, kept=not is_carried)


def test_the_impact_counts_who_rises_falls_passes_and_fails() -> None:
    changes = [change(0.5, 0.7, person=1), change(0.8, 0.4, person=2), change(0.6, 0.6, person=3, is_carried=False)]

    found = impact_of(changes)

    assert (found.rising, found.falling, found.same) == (1, 1, 1)
    assert (found.passing, found.failing, found.uncarried) == (1, 1, 1)
    assert [line.user_id for line in found.lines] == [2, 1, 3]


fractions = st.floats(0, 1)


@given(st.lists(st.tuples(fractions, fractions), max_size=50))
def test_every_attempt_is_counted_once(pairs: list[tuple[float, float]]) -> None:
    found = impact_of(change(*pair, person=number) for number, pair in enumerate(pairs))

    assert found.rising + found.falling + found.same == len(pairs)
    assert sum(found.before_bars) == sum(found.after_bars) == len(pairs) == found.learners


@given(st.lists(fractions, max_size=50))
def test_bars_hold_every_fraction(values: list[float]) -> None:
    assert sum(bars(values)) == len(values)
