"""Two people who leave a group at the same moment do not leave it without anyone to lead it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts import erasure
from courses.groups import service
from courses.shared.db import commit, db
from models.accounts import User
from models.enums import GroupRole
from models.groups import GroupMember
from tests.support.factories.accounts import make_member
from tests.support.factories.catalogue import NOW
from tests.support.factories.groups import make_facilitator, make_group, make_membership
from tests.support.overlap import overlap


@pytest.mark.parametrize("erases", [False, True])
def test_of_two_facilitators_who_leave_at_once_the_second_hands_over(busy: Flask, erases: bool) -> None:
    with busy.app_context():
        group = make_group()
        leaders = [make_facilitator(group, make_member()).user_id for _ in range(2)]
        group_id, member_id = group.id, make_membership(group).user_id
        commit()

    def leave(session: Session, user_id: int) -> None:
        service.leave(session, session.get_one(GroupMember, (group_id, user_id)), now=NOW)

    def leave_or_erase(session: Session) -> None:
        if erases:
            erasure.erase(session, session.get_one(User, leaders[1]), keep_proposals=True, now=NOW)
        else:
            leave(session, leaders[1])

    overlap(busy, lambda session: leave(session, leaders[0]), leave_or_erase)

    with busy.app_context():
        left = db.session.execute(sa.select(GroupMember.user_id, GroupMember.role)).all()
        assert [tuple(row) for row in left] == [(member_id, GroupRole.FACILITATOR)]
