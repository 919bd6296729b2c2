"""Who takes over a group."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from courses.accounts.rules.succession import Belonging, successor
from models.enums import GroupRole

START = datetime(2026, 1, 1, tzinfo=UTC)


def belonging(user_id: int, role: GroupRole = GroupRole.MEMBER, *, days: int = 0) -> Belonging:
    return Belonging(user_id, role, START + timedelta(days=days))


def test_the_longest_standing_member_takes_over() -> None:
    members = [belonging(1, GroupRole.FACILITATOR), belonging(2, days=5), belonging(3, days=3)]

    assert successor(members, 1) == 3


def test_of_two_who_came_together_the_older_account_takes_over() -> None:
    assert successor([belonging(1, GroupRole.FACILITATOR), belonging(9, days=1), belonging(4, days=1)], 1) == 4


def test_nobody_takes_over_where_another_facilitator_stays() -> None:
    members = [belonging(1, GroupRole.FACILITATOR), belonging(2, GroupRole.FACILITATOR, days=9), belonging(3, days=1)]

    assert successor(members, 1) is None


def test_nobody_takes_over_when_a_member_leaves() -> None:
    assert successor([belonging(1, GroupRole.FACILITATOR), belonging(2)], 2) is None


def test_nobody_takes_over_an_empty_group() -> None:
    assert successor([belonging(1, GroupRole.FACILITATOR)], 1) is None
