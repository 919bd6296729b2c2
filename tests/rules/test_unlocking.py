"""When a lesson is open, and why it is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.access.rules.unlocking import Lock, lock_of

TODAY = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("opens_on", "requires", "completed", "lock"),
    [
        (None, [], set(), None),
        (date(2027, 1, 15), [], set(), None),
        (date(2027, 1, 16), [], set(), Lock(opens_on=date(2027, 1, 16))),
        (None, [(1, "First")], {1}, None),
        (None, [(1, "First")], set(), Lock(missing=((1, "First"),))),
        (None, [(1, "First"), (2, "Second")], {1}, Lock(missing=((2, "Second"),))),
        (date(2027, 1, 16), [(1, "First")], {1}, Lock(opens_on=date(2027, 1, 16))),
    ],
)
def test_a_lesson_is_open_or_says_why_not(
    opens_on: date | None, requires: list[tuple[int, str]], completed: set[int], lock: Lock | None
) -> None:
    assert lock_of(opens_on=opens_on, requires=requires, completed=completed, today=TODAY) == lock


@given(requires=st.lists(st.integers(1, 9), unique=True), completed=st.sets(st.integers(1, 9)))
def test_completing_more_never_closes_a_lesson(requires: list[int], completed: set[int]) -> None:
    pairs = [(number, f"Lesson {number}") for number in requires]

    before = lock_of(opens_on=None, requires=pairs, completed=completed, today=TODAY)
    after = lock_of(opens_on=None, requires=pairs, completed=completed | set(requires), today=TODAY)

    assert after is None
    assert (before is None) == (set(requires) <= completed)
