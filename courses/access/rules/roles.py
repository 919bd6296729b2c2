"""The one table of who may do what: roles, permissions, and nothing else."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What someone can be, to the site, to a course or to a group; one person can be several."""

    VISITOR = "visitor"
    GUEST = "guest"
    MEMBER = "member"
    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    ADMINISTRATOR = "administrator"
    GROUP_MEMBER = "group member"
    FACILITATOR = "facilitator"


class Permission(StrEnum):
    """Every act that is not open to everybody, and the few that are."""

    READ_COURSE = "read a course"
    JOIN_COURSE = "join a course"
    PROPOSE_READING = "propose a reading"
    FOUND_GROUP = "found a group"
    EDIT_COURSE = "edit a course"
    SEE_RESULTS = "see results"
    MARK = "mark answers"
    DECIDE_PROPOSAL = "decide a proposal"
    APPOINT = "appoint instructors"
    SEE_GROUP = "see a group"
    MANAGE_GROUP = "manage a group"


P = Permission
# Reading brings answering and progress along: whoever reads may do both, a guest as well as a member.
_EVERYBODY = frozenset({P.READ_COURSE})
_MEMBER = _EVERYBODY | {P.JOIN_COURSE, P.PROPOSE_READING, P.FOUND_GROUP}
_INSTRUCTOR = frozenset({P.EDIT_COURSE, P.SEE_RESULTS, P.MARK, P.DECIDE_PROPOSAL})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VISITOR: _EVERYBODY,
    Role.GUEST: _EVERYBODY,
    Role.MEMBER: _MEMBER,
    Role.LEARNER: _MEMBER,
    Role.INSTRUCTOR: _INSTRUCTOR,
    Role.ADMINISTRATOR: _MEMBER | _INSTRUCTOR | {P.APPOINT},
    Role.GROUP_MEMBER: frozenset({P.SEE_GROUP}),
    Role.FACILITATOR: frozenset({P.SEE_GROUP, P.MANAGE_GROUP}),
}


def may(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether any of the roles carries the permission; what no role carries is refused."""
    return any(permission in PERMISSIONS[role] for role in roles)
