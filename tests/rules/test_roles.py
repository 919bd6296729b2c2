"""The table of roles and permissions."""

from __future__ import annotations

import pytest

from courses.access.rules.roles import PERMISSIONS, Permission, Role, may


def test_every_role_stands_in_the_table_and_every_permission_is_given_to_someone() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert set(Permission) == set().union(*PERMISSIONS.values())


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        (Role.VISITOR, Permission.READ_COURSE, True),
        (Role.VISITOR, Permission.JOIN_COURSE, False),
        (Role.GUEST, Permission.READ_COURSE, True),
        (Role.GUEST, Permission.FOUND_GROUP, False),
        (Role.MEMBER, Permission.EDIT_COURSE, False),
        (Role.LEARNER, Permission.SEE_RESULTS, False),
        (Role.INSTRUCTOR, Permission.EDIT_COURSE, True),
        (Role.INSTRUCTOR, Permission.APPOINT, False),
        (Role.INSTRUCTOR, Permission.SEE_GROUP, False),
        (Role.ADMINISTRATOR, Permission.APPOINT, True),
        (Role.ADMINISTRATOR, Permission.SEE_GROUP, False),
        (Role.GROUP_MEMBER, Permission.MANAGE_GROUP, False),
        (Role.FACILITATOR, Permission.MANAGE_GROUP, True),
        (Role.FACILITATOR, Permission.SEE_RESULTS, False),
    ],
)
def test_a_role_may_do_what_its_row_says(role: Role, permission: Permission, allowed: bool) -> None:
    assert may(frozenset({role}), permission) is allowed


def test_without_a_role_nothing_is_allowed() -> None:
    assert not any(may(frozenset(), permission) for permission in Permission)
