"""What a file about an attempt tells when, row by row: the same table that pages follow."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from courses.quizzes.rules.behaviours import Moment, Showing, shown
from courses.quizzes.rules.limits import Terms
from courses.quizzes.rules.settings import Settings
from courses.quizzes.rules.telling import (
    OF_ANSWER,
    OF_ATTEMPT,
    OF_GRADE,
    OF_GRADING,
    OF_STEP,
    Why,
    Withheld,
    hidden_of_sum,
    result_shows,
    told,
    withheld,
)
from models.enums import Behaviour, Review

NOON = datetime(2027, 1, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FRACTION = {"fraction": "score"}


def terms(review: Review, behaviour: Behaviour = Behaviour.DEFERRED, closes_at: datetime | None = None) -> Terms:
    return Terms(Settings(review=review, behaviour=behaviour, closes_at=closes_at))


@pytest.mark.parametrize(
    ("asked", "is_finished", "expected"),
    [
        (terms(Review.EVERYTHING), False, Withheld(("fraction",), Why.UNFINISHED)),
        (terms(Review.SCORE), False, Withheld(("fraction",), Why.UNFINISHED)),
        (terms(Review.FEEDBACK), False, Withheld(("fraction",), Why.FOR_GOOD)),
        (terms(Review.FEEDBACK, closes_at=NOON + HOUR), True, Withheld(("fraction",), Why.FOR_GOOD)),
        (terms(Review.NOTHING, closes_at=NOON + HOUR), True, Withheld(("fraction",), Why.FOR_GOOD)),
        (terms(Review.AFTER_CLOSING), True, Withheld(("fraction",), Why.FOR_GOOD)),
        (
            terms(Review.AFTER_CLOSING, closes_at=NOON + HOUR),
            True,
            Withheld(("fraction",), Why.UNCLOSED, NOON + HOUR),
        ),
        (
            terms(Review.AFTER_CLOSING, Behaviour.PRACTICE, NOON + HOUR),
            True,
            Withheld(("fraction",), Why.FOR_GOOD),
        ),
    ],
)
def test_why_a_result_is_withheld_and_until_when(asked: Terms, is_finished: bool, expected: Withheld) -> None:
    assert withheld(FRACTION, asked, is_finished=is_finished) == [expected]


def test_an_extension_moves_the_closing() -> None:
    extended = Terms(Settings(review=Review.AFTER_CLOSING, closes_at=NOON), extended_to=NOON + HOUR)

    assert not result_shows(extended, NOON).score
    assert result_shows(extended, NOON + HOUR).score
    assert withheld(FRACTION, extended, is_finished=True) == [Withheld(("fraction",), Why.UNCLOSED, NOON + HOUR)]


def test_fields_are_told_exactly_where_the_table_shows_their_part() -> None:
    for depends in (OF_ATTEMPT, OF_ANSWER, OF_STEP, OF_GRADING, OF_GRADE):
        assert set(depends.values()) <= {field.name for field in fields(Showing)}
        for behaviour in Behaviour:
            for review in Review:
                for moment in Moment:
                    shows = shown(moment, behaviour, review)
                    kept, hidden = told(dict.fromkeys([*depends, "response"], 1), depends, shows)

                    assert "response" in kept
                    assert {name for name in depends if getattr(shows, depends[name])} == kept.keys() - {"response"}
                    assert hidden == depends.keys() - kept.keys()


def test_where_nothing_is_yet_nothing_is_withheld() -> None:
    assert told({"fraction": None}, OF_ATTEMPT, Showing()) == ({"fraction": None}, set())


def test_fields_that_wait_for_different_things_are_named_apart() -> None:
    asked = terms(Review.AFTER_CLOSING, Behaviour.PRACTICE, NOON)

    found = withheld({"fraction": "score", "comment": "feedback"}, asked, is_finished=True)

    assert found == [Withheld(("comment",), Why.UNCLOSED, NOON), Withheld(("fraction",), Why.FOR_GOOD)]


@pytest.mark.parametrize(
    ("quizzes", "expected"),
    [
        ([], []),
        ([terms(Review.EVERYTHING), terms(Review.AFTER_CLOSING, closes_at=NOON)], []),
        (
            [
                terms(Review.AFTER_CLOSING, closes_at=NOON + HOUR),
                terms(Review.AFTER_CLOSING, closes_at=NOON + 2 * HOUR),
            ],
            [Withheld(("fraction",), Why.UNCLOSED, NOON + 2 * HOUR)],
        ),
        (
            [terms(Review.AFTER_CLOSING, closes_at=NOON + HOUR), terms(Review.NOTHING)],
            [Withheld(("fraction",), Why.FOR_GOOD)],
        ),
    ],
)
def test_a_sum_is_withheld_as_long_as_any_of_its_parts(quizzes: list[Terms], expected: list[Withheld]) -> None:
    assert hidden_of_sum(quizzes, NOON) == expected
