"""Groups for their members and facilitators; to everyone else a group does not exist."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, contains_eager

from courses.access.rules.roles import Permission, Role, may
from courses.access.viewer import Viewer
from courses.shared.errors import Conflict, Forbidden, NotFound
from models.enums import GroupRole
from models.groups import Group, GroupMember

ROLES = {GroupRole.FACILITATOR: Role.FACILITATOR, GroupRole.MEMBER: Role.GROUP_MEMBER}


def _membership(session: Session, viewer: Viewer, group_id: int, permission: Permission) -> GroupMember:
    membership = session.scalar(
        sa.select(GroupMember)
        .join(GroupMember.group)
        .join(Group.course)
        .options(contains_eager(GroupMember.group).contains_eager(Group.course))
        .where(GroupMember.group_id == group_id, GroupMember.user_id == viewer.id)
    )
    if membership is None or not viewer.is_member:
        raise NotFound(_("There is no such group, or you are not in it. Ask for its link to join."))
    if not may(frozenset({ROLES[membership.role]}), permission):
        raise Forbidden(_("Only facilitators of the group may do this. Ask one of them."))
    return membership


def group_to_see(session: Session, viewer: Viewer, group_id: int) -> GroupMember:
    """The viewer's membership of a group, with the group and its course."""
    return _membership(session, viewer, group_id, Permission.SEE_GROUP)


def group_to_manage(session: Session, viewer: Viewer, group_id: int) -> GroupMember:
    """The same for a facilitator, while the group is open."""
    membership = _membership(session, viewer, group_id, Permission.MANAGE_GROUP)
    if membership.group.closed_at is not None:
        raise Conflict(_("This group is closed. Reopen it first."))
    return membership


def group_to_reopen(session: Session, viewer: Viewer, group_id: int) -> GroupMember:
    """The same for a facilitator of a group that may be closed."""
    return _membership(session, viewer, group_id, Permission.MANAGE_GROUP)


def group_to_join(session: Session, viewer: Viewer, token: str) -> tuple[Group, bool]:
    """The group that an invitation leads to, and whether the viewer is in it. Whoever has the link may see the group's name."""
    is_mine = sa.and_(GroupMember.group_id == Group.id, GroupMember.user_id == viewer.id)
    row = session.execute(
        sa.select(Group, GroupMember.user_id)
        .join(Group.course)
        .outerjoin(GroupMember, is_mine)
        .options(contains_eager(Group.course))
        .where(Group.invite_token == token)
    ).one_or_none()
    if row is None:
        raise NotFound(_("This invitation is not valid any more. Ask the person who sent it for a new link."))
    group, is_member = row[0], row[1] is not None
    if group.closed_at is not None and not is_member:
        raise Conflict(_("The group is closed and takes no new members. Ask the person who sent you the link."))
    return group, is_member


def member_to_manage(session: Session, membership: GroupMember, user_id: int) -> GroupMember:
    """Another member of a group whose facilitator asks."""
    other = session.scalar(
        sa.select(GroupMember)
        .join(GroupMember.user)
        .options(contains_eager(GroupMember.user))
        .where(GroupMember.group_id == membership.group_id, GroupMember.user_id == user_id)
    )
    if other is None:
        raise NotFound(_("This person is not in the group any more."))
    return other
