"""Study groups and their members."""

from __future__ import annotations

from itertools import count
from typing import Any

from models.accounts import User
from models.catalogue import Course
from models.enums import GroupRole, Sharing
from models.groups import Group, GroupMember
from tests.support.factories.catalogue import YESTERDAY, kept, make_course, make_user

_numbers = count(1)


def make_group(course: Course | None = None, **values: Any) -> Group:
    """An open group without members and without a pace."""
    number = next(_numbers)
    usual = {"name": f"Group {number}", "about": "", "invite_token": f"token-{number}", "created_at": YESTERDAY}
    return kept(Group(**{"course_id": (course or make_course()).id, **usual, **values}))


def make_membership(group: Group, user: User | None = None, **values: Any) -> GroupMember:
    """A member who shares everything."""
    usual = {"role": GroupRole.MEMBER, "sharing": Sharing.EVERYTHING, "joined_at": YESTERDAY}
    return kept(GroupMember(**{"group_id": group.id, "user_id": (user or make_user()).id, **usual, **values}))


def make_facilitator(group: Group, user: User | None = None, **values: Any) -> GroupMember:
    """A member who leads the group."""
    return make_membership(group, user, **{"role": GroupRole.FACILITATOR, **values})
