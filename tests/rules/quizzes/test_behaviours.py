"""The table of what is shown when, row by row, and how often an answer may be checked."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from courses.quizzes.rules.behaviours import (
    EVERYTHING,
    NOTHING,
    SHOWN,
    Moment,
    Showing,
    moment_of_attempt,
    moment_of_question,
    shown,
    tries_of,
)
from models.enums import Behaviour, Review

NOON = datetime(2027, 1, 31, 12, tzinfo=UTC)
# c right or wrong, m marks of each question, s result of the whole, p passed or not, k the key, f feedback, x explanation, e evidence.
LETTERS = dict(zip("cmspkfxe", [field.name for field in fields(Showing)], strict=True))
MOMENTS = tuple(Moment)

# For each behaviour and review what is shown at: open, tried, checked, finished, closed.
TABLE = {
    ("deferred", "everything"): ("", "", "", "cmspkfxe", "cmspkfxe"),
    ("deferred", "feedback"): ("", "", "", "cpkfxe", "cpkfxe"),
    ("deferred", "score"): ("", "", "", "cmsp", "cmsp"),
    ("deferred", "after-closing"): ("", "", "", "", "cmspkfxe"),
    ("deferred", "nothing"): ("", "", "", "", ""),
    ("certainty", "everything"): ("", "", "", "cmspkfxe", "cmspkfxe"),
    ("certainty", "feedback"): ("", "", "", "cpkfxe", "cpkfxe"),
    ("certainty", "score"): ("", "", "", "cmsp", "cmsp"),
    ("certainty", "after-closing"): ("", "", "", "", "cmspkfxe"),
    ("certainty", "nothing"): ("", "", "", "", ""),
    ("immediate", "everything"): ("", "cf", "cmkfxe", "cmspkfxe", "cmspkfxe"),
    ("immediate", "feedback"): ("", "cf", "ckfxe", "cpkfxe", "cpkfxe"),
    ("immediate", "score"): ("", "c", "cm", "cmsp", "cmsp"),
    ("immediate", "after-closing"): ("", "", "", "", "cmspkfxe"),
    ("immediate", "nothing"): ("", "", "", "", ""),
    ("interactive", "everything"): ("", "cf", "cmkfxe", "cmspkfxe", "cmspkfxe"),
    ("interactive", "feedback"): ("", "cf", "ckfxe", "cpkfxe", "cpkfxe"),
    ("interactive", "score"): ("", "c", "cm", "cmsp", "cmsp"),
    ("interactive", "after-closing"): ("", "", "", "", "cmspkfxe"),
    ("interactive", "nothing"): ("", "", "", "", ""),
    ("practice", "everything"): ("", "cf", "ckfxe", "cpkfxe", "cpkfxe"),
    ("practice", "feedback"): ("", "cf", "ckfxe", "cpkfxe", "cpkfxe"),
    ("practice", "score"): ("", "c", "c", "cp", "cp"),
    ("practice", "after-closing"): ("", "", "", "", "cpkfxe"),
    ("practice", "nothing"): ("", "", "", "", ""),
}


@pytest.mark.parametrize(("behaviour", "review"), TABLE)
def test_what_is_shown(behaviour: str, review: str) -> None:
    found = [shown(moment, Behaviour(behaviour), Review(review)) for moment in MOMENTS]

    assert found == [Showing(**{LETTERS[letter]: True for letter in row}) for row in TABLE[behaviour, review]]


def test_the_table_has_a_row_for_everything() -> None:
    assert len(TABLE) == len(Behaviour) * len(Review)
    assert set(SHOWN) == {(b, m, r) for b in Behaviour for m in Moment for r in Review}


def test_feedback_without_score_shows_no_number() -> None:
    for behaviour in Behaviour:
        for moment in Moment:
            showing = shown(moment, behaviour, Review.FEEDBACK)
            assert not showing.marks
            assert not showing.score


def test_nothing_is_given_away_before_the_end_and_nothing_withheld_after_it() -> None:
    assert shown(Moment.OPEN) == NOTHING
    assert shown(Moment.FINISHED) == EVERYTHING
    assert not NOTHING.anything


@pytest.mark.parametrize(
    ("state", "moment"),
    [
        ((0, False, False), Moment.OPEN),
        ((1, True, False), Moment.TRIED),
        ((1, False, False), Moment.OPEN),
        ((1, True, True), Moment.CHECKED),
    ],
)
def test_a_changed_answer_is_not_the_one_that_was_checked(state: tuple[int, bool, bool], moment: Moment) -> None:
    tries, is_checked, is_closed = state

    assert moment_of_question(tries=tries, is_checked=is_checked, is_closed=is_closed) is moment


def test_an_attempt_is_closed_with_its_quiz() -> None:
    assert moment_of_attempt(None, NOON) is Moment.FINISHED
    assert moment_of_attempt(NOON + timedelta(seconds=1), NOON) is Moment.FINISHED
    assert moment_of_attempt(NOON, NOON) is Moment.CLOSED


@pytest.mark.parametrize(
    ("behaviour", "review", "tries"),
    [
        ("deferred", "everything", 0),
        ("certainty", "everything", 0),
        ("immediate", "everything", 1),
        ("interactive", "everything", 3),
        ("interactive", "score", 3),
        ("practice", "feedback", None),
        # A second try would say that the first was wrong.
        ("interactive", "nothing", 1),
        ("practice", "after-closing", 1),
    ],
)
def test_how_often_an_answer_may_be_checked(behaviour: str, review: str, tries: int | None) -> None:
    assert tries_of(Behaviour(behaviour), Review(review), hints=2) == tries
