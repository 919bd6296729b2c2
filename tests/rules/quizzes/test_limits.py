"""When an attempt may begin, and when it ends; with what one person is granted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.rules.limits import GRACE, Hindrance, Reason, Terms, is_over, is_too_late
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
