"""Counting the answers of many to one question."""

from __future__ import annotations

from itertools import permutations

import pytest

from courses.items.rules.results import MOST_LINES, Group, Line, summarise
from tests.support.factories.items import body_of, example, parsed


def test_every_option_is_listed_with_its_count() -> None:
    body = body_of(example("multiple-choice"))

    result = summarise("multiple-choice", body, [Group({"choice": 0}, 3, 1.0)])

    assert result.lines == (Line("The town", True, 3), Line("The king", False, 0))


def test_facility_counts_what_was_not_answered_as_nothing() -> None:
    body = body_of(example("multiple-choice"))

    result = summarise("multiple-choice", body, [Group({"choice": 0}, 3, 1.0), Group(None, 1, 0.0)])

    assert (result.asked, result.unanswered, result.facility) == (4, 1, 0.75)


def test_answers_to_an_earlier_wording_count_in_the_average_only() -> None:
    body = body_of(example("multiple-choice"))
    groups = [Group({"choice": 0}, 1, 1.0), Group({"choice": 7}, 3, 0.0, is_current=False)]

    result = summarise("multiple-choice", body, groups)

    assert (result.asked, result.earlier, result.facility) == (4, 3, 0.25)
    assert sum(line.count for line in result.lines) == 1


def test_a_right_answer_in_other_letters_is_shown_as_right() -> None:
    body = body_of(example("short-answer"))

    result = summarise("short-answer", body, [Group({"text": "TOLL"}, 2, 1.0), Group({"text": "tax"}, 1, 0.0)])

    assert Line("TOLL", True, 2) in result.lines
    assert Line("tax", False, 1) in result.lines


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    body = body_of(example("numeric"))

    result = summarise("numeric", body, [Group({"text": str(n)}, 1, 0.0) for n in range(30)])

    assert len(result.lines) == MOST_LINES
    assert result.hidden == 30 - MOST_LINES


def test_what_was_answered_equally_often_stands_in_the_order_of_its_words() -> None:
    body = body_of(example("short-answer"))
    answers = [Group({"text": text}, 1, 0.0) for text in ("zebra", "ass", "mule")]

    orders = {
        tuple(line.words for line in summarise("short-answer", body, each).lines) for each in permutations(answers)
    }

    assert len(orders) == 1


def test_several_choices_of_one_answer_count_each() -> None:
    body = body_of(example("multiple-response"))

    result = summarise("multiple-response", body, [Group({"choices": [0, 2]}, 5, 0.0)])

    assert [line.count for line in result.lines] == [5, 0, 5, 0]


def test_without_answers_there_is_no_facility() -> None:
    assert summarise("numeric", body_of(example("numeric")), []).facility is None


@pytest.mark.parametrize("kind", ["matching", "ordering", "evidence", "true-false"])
def test_the_right_answer_is_listed_before_anybody_answered(kind: str) -> None:
    lines = summarise(kind, body_of(example(kind)), []).lines

    assert any(line.is_right for line in lines)


def test_a_wrong_option_is_not_right_because_it_was_chosen_beside_right_ones() -> None:
    options = [
        {"text": "a", "correct": True, "weight": 1},
        {"text": "b", "correct": True, "weight": 0.5},
        {"text": "c", "feedback": "x", "weight": -0.5},
    ]
    item, problems = parsed(example("multiple-response", options=options), is_lenient=True)
    assert item
    assert problems == []

    result = summarise("multiple-response", item.body, [Group({"choices": [0, 1, 2]}, 1, 1.0)])

    assert [line.is_right for line in result.lines] == [True, True, False]


def test_an_answer_worth_less_is_listed_as_not_right() -> None:
    body = body_of(example("short-answer", answers=["toll", "a toll", {"text": "tax", "weight": 0.5}]))
    groups = [Group({"text": "tax"}, 2, 0.5), Group({"text": "a toll"}, 1, 1.0)]

    result = summarise("short-answer", body, groups)

    assert result.lines == (Line("toll", True, 0), Line("tax", False, 2), Line("a toll", True, 1))
    assert result.facility == pytest.approx(2 / 3)


def test_a_right_answer_that_earned_less_is_listed_as_right() -> None:
    body = body_of(example("short-answer"))

    result = summarise("short-answer", body, [Group({"text": "TOLL"}, 2, 2 / 3)])

    assert Line("TOLL", True, 2) in result.lines


def test_a_right_part_is_listed_as_right_beside_a_wrong_one() -> None:
    gaps = [{"id": name, "kind": "text", "answers": [name]} for name in ("town", "toll")]
    body = body_of(example("cloze", prompt="{town} {toll}", gaps=gaps))
    answers = {"town": {"text": "TOWN"}, "toll": {"text": "rent"}}

    result = summarise("cloze", body, [Group({"answers": answers}, 1, 0.5)])

    assert [line for line in result.lines if line.count] == [Line("1: TOWN", True, 1), Line("2: rent", False, 1)]


def test_answers_below_nothing_count_below_nothing() -> None:
    options = [{"text": "a", "correct": True}, {"text": "b", "feedback": "x", "weight": -0.5}]
    body = body_of(example("multiple-choice", options=options))

    result = summarise("multiple-choice", body, [Group({"choice": 1}, 2, -0.5)])

    assert result.facility == -0.5
    assert result.lines == (Line("a", True, 0), Line("b", False, 2))
