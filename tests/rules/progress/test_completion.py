"""What completes a lesson, what is missing and what comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.progress.rules.completion import (
    NOTHING,
    Facts,
    Rules,
    State,
    completed_at,
    missing,
    missing_sentence,
    next_of,
    percent,
    requirements,
    state_of,
)
from models.enums import Completion

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
READ = Rules(True, False, False)
READ_AND_QUIZ = Rules(True, True, False, pass_fraction=0.6)
QUIZ_AND_MARK = Rules(False, True, True, pass_fraction=0.6)
instants = st.none() | st.integers(0, 10_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
facts = st.builds(Facts, read_at=instants, marked_at=instants, quiz_passed_at=instants)
rules = st.builds(Rules, st.booleans(), st.booleans(), st.booleans()).filter(
    lambda rule: rule.needs_read or rule.needs_quiz or rule.needs_mark
)


def test_a_lesson_is_complete_when_the_last_thing_it_asks_for_is_done() -> None:
    assert completed_at(READ_AND_QUIZ, Facts(read_at=TUESDAY, quiz_passed_at=MONDAY)) == TUESDAY


def test_what_is_not_asked_for_does_not_complete_a_lesson() -> None:
    assert completed_at(READ, Facts(marked_at=MONDAY, quiz_passed_at=MONDAY)) is None


def test_everything_missing_is_named_in_the_order_one_does_it() -> None:
    assert missing(READ_AND_QUIZ, NOTHING) == (Completion.READ, Completion.QUIZ)
    assert missing(QUIZ_AND_MARK, Facts(read_at=MONDAY)) == (Completion.QUIZ, Completion.MARKED)
    assert missing(QUIZ_AND_MARK, Facts(marked_at=MONDAY)) == (Completion.QUIZ,)


@given(rules, facts)
def test_a_lesson_is_complete_exactly_when_nothing_is_missing(rule: Rules, known: Facts) -> None:
    assert (completed_at(rule, known) is None) == bool(missing(rule, known))


@given(rules, facts)
def test_each_thing_asked_for_is_either_met_or_missing(rule: Rules, known: Facts) -> None:
    asked = requirements(rule, known)

    assert [part.kind for part in asked if part.met_at is None] == list(missing(rule, known))
    assert len(asked) == rule.needs_read + rule.needs_quiz + rule.needs_mark


@pytest.mark.parametrize(
    ("kind", "known", "words"),
    [
        (Completion.READ, NOTHING, "Read the text to its end."),
        (Completion.MARKED, NOTHING, "Mark the lesson as done when you think it is."),
        (Completion.QUIZ, NOTHING, "Pass the quiz: it takes 60% of the marks."),
        (
            Completion.QUIZ,
            Facts(best_fraction=0.5999),
            "Pass the quiz: it takes 60% of the marks, your best so far is 59%.",
        ),
    ],
)
def test_what_is_missing_is_said_with_its_numbers(kind: Completion, known: Facts, words: str) -> None:
    sentence = missing_sentence(kind, READ_AND_QUIZ, known)

    assert sentence.template % sentence.values == words


@pytest.mark.parametrize(("fraction", "shown"), [(0, 0), (0.29, 29), (0.58, 58), (0.599999, 59), (0.6, 60), (1, 100)])
def test_per_cent_are_never_rounded_up(fraction: float, shown: int) -> None:
    assert percent(fraction) == shown


@pytest.mark.parametrize(
    ("known", "is_locked", "state"),
    [
        (NOTHING, False, State.OPEN),
        (NOTHING, True, State.LOCKED),
        (Facts(position_at=MONDAY), False, State.STARTED),
        (Facts(best_fraction=0.2), False, State.STARTED),
        (Facts(position_at=MONDAY), True, State.LOCKED),
        (Facts(read_at=MONDAY), False, State.DONE),
        (Facts(read_at=MONDAY), True, State.DONE),
    ],
)
def test_how_far_a_learner_is(known: Facts, is_locked: bool, state: State) -> None:
    assert state_of(READ, known, is_locked=is_locked) is state


DONE, BEGUN, OPEN, CLOSED = State.DONE, State.STARTED, State.OPEN, State.LOCKED


@pytest.mark.parametrize(
    ("states", "current", "chosen"),
    [
        ([], None, None),
        ([OPEN, OPEN], None, 0),
        ([DONE, OPEN, OPEN], None, 1),
        ([DONE, BEGUN, OPEN], 1, 1),
        ([OPEN, DONE, OPEN], 1, 2),
        ([OPEN, DONE, DONE], 1, 0),
        ([OPEN, DONE, CLOSED], 1, 0),
        ([DONE, CLOSED], 0, None),
        ([DONE, DONE], 1, None),
    ],
)
def test_the_next_lesson_is_the_one_begun_else_the_first_open_one_after_it(
    states: list[State], current: int | None, chosen: int | None
) -> None:
    assert next_of(states, current) == chosen
