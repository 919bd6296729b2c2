"""Where a group meant to be, and who leads it on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.accounts.rules.succession import Standing, successor
from courses.groups.rules.pace import lessons_due
from models.enums import GroupRole

START = date(2027, 1, 4)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
LEADS, IS_IN = GroupRole.FACILITATOR, GroupRole.MEMBER


@pytest.mark.parametrize(
    ("days", "due"), [(-30, 0), (0, 0), (6, 0), (7, 2), (13, 2), (14, 4), (69, 18), (70, 20), (700, 20)]
)
def test_a_weeks_lessons_are_due_when_the_week_is_over(days: int, due: int) -> None:
    today = START + timedelta(days=days)

    assert lessons_due(starts_on=START, lessons_per_week=2, today=today, total=20) == due


@given(days=st.integers(-1000, 5000), pace=st.integers(1, 50), total=st.integers(0, 2000))
def test_what_is_due_grows_and_never_passes_the_course(days: int, pace: int, total: int) -> None:
    def due(day: int) -> int:
        return lessons_due(starts_on=START, lessons_per_week=pace, today=START + timedelta(days=day), total=total)

    assert 0 <= due(days) <= due(days + 1) <= total


def standing(user_id: int, role: GroupRole, days: int) -> Standing:
    return Standing(user_id, role, LONG_AGO + timedelta(days=days))


@pytest.mark.parametrize(
    ("members", "leaving", "heir"),
    [
        ([standing(1, LEADS, 0)], 1, None),
        ([standing(1, LEADS, 0), standing(2, IS_IN, 5), standing(3, IS_IN, 2)], 1, 3),
        ([standing(1, LEADS, 0), standing(2, LEADS, 5), standing(3, IS_IN, 2)], 1, None),
        ([standing(1, LEADS, 0), standing(2, IS_IN, 5)], 2, None),
        ([standing(1, LEADS, 0), standing(9, IS_IN, 5), standing(4, IS_IN, 5)], 1, 4),
    ],
)
def test_the_longest_standing_member_leads_on(members: list[Standing], leaving: int, heir: int | None) -> None:
    assert successor(members, leaving) == heir


@given(roles=st.lists(st.sampled_from(GroupRole), min_size=2, max_size=8), leaver=st.integers(0, 7))
def test_a_group_that_had_a_facilitator_keeps_one(roles: list[GroupRole], leaver: int) -> None:
    roles[0] = LEADS
    members = [standing(number, role, number) for number, role in enumerate(roles)]
    leaving = leaver % len(members)

    heir = successor(members, leaving)
    staying = [member for member in members if member.user_id != leaving]

    assert any(member.role is LEADS or member.user_id == heir for member in staying)
    assert heir != leaving
