"""When an attempt may begin, and when it ends; with what one person is granted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.rules.limits import GRACE, Hindrance, Reason, Standing, Terms, is_over, is_too_late
from courses.quizzes.rules.settings import Settings

NOON = datetime(2027, 1, 31, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def terms(granted: dict[str, Any] | None = None, **settings: Any) -> Terms:
    return Terms(Settings(**settings), **(granted or {}))


@pytest.mark.parametrize(
    ("asked", "finished", "expected"),
    [
        (terms(), [NOON], None),
        (terms(opens_at=NOON), [], None),
        (terms(opens_at=NOON + MINUTE), [], Hindrance(Reason.NOT_YET, at=NOON + MINUTE)),
        (terms(closes_at=NOON + MINUTE), [], None),
        (terms(closes_at=NOON), [], Hindrance(Reason.CLOSED, at=NOON)),
        (terms({"extended_to": NOON + HOUR}, closes_at=NOON), [], None),
        (terms({"extended_to": NOON - HOUR}, closes_at=NOON + HOUR), [], None),
        (terms(attempts=2), [NOON - HOUR], None),
        (terms(attempts=1), [NOON - HOUR], Hindrance(Reason.USED_UP, count=1)),
        (terms({"extra_attempts": 1}, attempts=1), [NOON - HOUR], None),
        (
            terms({"extra_attempts": 1}, attempts=1),
            [NOON - HOUR, NOON - HOUR],
            Hindrance(Reason.USED_UP, count=2),
        ),
        (terms(wait_minutes=60), [NOON - HOUR], None),
        (terms(wait_minutes=61), [NOON - 2 * HOUR, NOON - HOUR], Hindrance(Reason.WAIT, at=NOON + MINUTE)),
        (terms(wait_minutes=61), [], None),
    ],
)
def test_whether_an_attempt_may_begin(asked: Terms, finished: list[datetime], expected: Hindrance | None) -> None:
    assert asked.hindrance(finished, now=NOON) == expected


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        (terms(), None),
        (terms({"extra_minutes": 30}), None),
        (terms(limit_minutes=30), NOON + timedelta(minutes=30)),
        (terms({"extra_minutes": 15}, limit_minutes=30), NOON + timedelta(minutes=45)),
        (terms(limit_minutes=120, closes_at=NOON + HOUR), NOON + HOUR),
        (terms({"extended_to": NOON + 3 * HOUR}, limit_minutes=120, closes_at=NOON + HOUR), NOON + 2 * HOUR),
        (terms(closes_at=NOON + HOUR), NOON + HOUR),
    ],
)
def test_when_an_attempt_ends(asked: Terms, end: datetime | None) -> None:
    assert asked.end_of(NOON) == end


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 500))
def test_an_extension_never_shortens(limit: int, extra: int, closing: int) -> None:
    settings = Settings(limit_minutes=limit, closes_at=NOON + closing * MINUTE)
    usual, granted = Terms(settings).end_of(NOON), Terms(settings, extra, 0, NOON + HOUR).end_of(NOON)

    assert usual is not None
    assert granted is not None
    assert granted >= usual


def test_an_answer_on_its_way_has_a_moment_to_arrive() -> None:
    assert not is_over(NOON, NOON - timedelta(microseconds=1))
    assert is_over(NOON, NOON)
    assert not is_too_late(NOON, NOON + GRACE)
    assert is_too_late(NOON, NOON + GRACE + timedelta(microseconds=1))
    assert not is_over(None, NOON)
    assert not is_too_late(None, NOON)


@dataclass(frozen=True)
class Past:
    """An attempt: minutes after noon at which it was begun and, unless it is open, handed in."""

    id: int
    begun: int
    ended: int | None = None

    @property
    def started_at(self) -> datetime:
        return NOON + self.begun * MINUTE

    @property
    def finished_at(self) -> datetime | None:
        return None if self.ended is None else NOON + self.ended * MINUTE


MANY, SOON = Standing.TOO_MANY, Standing.TOO_SOON


@pytest.mark.parametrize(
    ("asked", "attempts", "expected"),
    [
        (terms(), [Past(1, 0, 1), Past(2, 2, 3)], {}),
        (terms(attempts=1), [], {}),
        (terms(attempts=1), [Past(1, 0, 1)], {}),
        (terms(attempts=1), [Past(1, 0, 1), Past(2, 2, 3)], {2: MANY}),
        # The order in which they were begun decides, not that in which they came, nor which account they were of.
        (terms(attempts=1), [Past(1, 5, 6), Past(2, 2, 3)], {1: MANY}),
        (terms(attempts=1), [Past(2, 0, 1), Past(1, 0, 1)], {2: MANY}),
        (terms(attempts=2), [Past(1, 0, 9), Past(2, 1, 2), Past(3, 3, 4)], {3: MANY}),
        (terms({"extra_attempts": 1}, attempts=2), [Past(1, 0, 9), Past(2, 1, 2), Past(3, 3, 4)], {}),
        # An open one has its place.
        (terms(attempts=1), [Past(1, 0), Past(2, 1, 2)], {2: MANY}),
        (terms(wait_minutes=10), [Past(1, 0, 5), Past(2, 14, 20), Past(3, 15, 20)], {2: SOON}),
        # What does not count makes nobody wait, and takes no one's place.
        (terms(wait_minutes=10, attempts=2), [Past(1, 0, 5), Past(2, 6, 14), Past(3, 15, 16)], {2: SOON}),
        (terms(wait_minutes=10, attempts=1), [Past(1, 0, 5), Past(2, 6, 14)], {2: MANY}),
        (terms(wait_minutes=10), [Past(1, 0), Past(2, 9, 14)], {2: SOON}),
    ],
)
def test_which_attempts_of_two_accounts_do_not_count(
    asked: Terms, attempts: list[Past], expected: dict[int, Standing]
) -> None:
    assert asked.not_counted(attempts) == expected


@given(
    st.lists(st.tuples(st.integers(0, 50), st.none() | st.integers(0, 30)), max_size=8),
    st.none() | st.integers(1, 5),
    st.integers(0, 3),
    st.randoms(use_true_random=False),
)
def test_at_most_the_allowed_ones_count_and_the_earliest_whoever_came_first(
    made: list[tuple[int, int | None]], allowed: int | None, extra: int, random: Random
) -> None:
    attempts = [Past(number, begun, length and begun + length) for number, (begun, length) in enumerate(made)]
    asked = terms({"extra_attempts": extra}, attempts=allowed)
    merged = random.sample(attempts, len(attempts))

    besides = asked.not_counted(attempts)

    assert asked.not_counted(merged) == besides
    in_order = sorted(attempts, key=lambda each: (each.started_at, each.id))
    counted = [each for each in in_order if each.id not in besides]
    assert counted == in_order[: len(counted)]
    assert len(counted) == (len(attempts) if allowed is None else min(len(attempts), allowed + extra))
