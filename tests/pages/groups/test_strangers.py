"""Who is not in a group does not find it, and who is in it without leading it does not lead."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course
from models.groups import Group, GroupMember
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import make_administrator, make_instructor, make_user
from tests.support.factories.groups import make_facilitator, make_group, make_membership

ASKED = {"name": "Thursday readers", "about": "We meet at seven.", "sharing": "nothing"}


def led_group() -> tuple[Group, User]:
    group, leader = make_group(), make_user()
    make_facilitator(group, leader)
    return group, leader


def state(session: Session, group: Group) -> tuple[object, ...]:
    """All that one may change of a group, and its members."""
    session.expire_all()
    members = session.query(GroupMember).filter_by(group_id=group.id).order_by(GroupMember.user_id)
    return group.name, group.invite_token, group.closed_at, *((m.user_id, m.role, m.sharing) for m in members)


@pytest.mark.parametrize("act", ["", "/edit", "/table.csv"])
def test_to_strangers_a_group_does_not_exist(app: Flask, session: Session, act: str) -> None:
    group, _leader = led_group()
    instructor = make_instructor(db.session.get_one(Course, group.course_id))

    replies = [
        new_client(app).login(stranger).get(f"/groups/{group.id}{act}")
        for stranger in (make_user(), instructor, make_administrator())
    ]

    assert [reply.status_code for reply in replies] == [404, 404, 404]
    assert all(group.name not in reply.text for reply in replies)


@pytest.mark.parametrize("act", ["sharing", "leave", "edit", "invitation", "close", "reopen"])
def test_strangers_change_nothing(app: Flask, session: Session, act: str) -> None:
    group, _leader = led_group()
    before = state(session, group)

    stranger = new_client(app).login(make_user()).post(f"/groups/{group.id}/{act}", data=ASKED)
    visitor = new_client(app).post(f"/groups/{group.id}/{act}", data=ASKED)

    assert stranger.status_code == 404
    assert visitor.status_code == 302
    assert "/sign-in" in visitor.location
    assert state(session, group) == before


@pytest.mark.parametrize("act", ["edit", "invitation", "close", "reopen", "members/{}/promote", "members/{}/remove"])
def test_members_do_not_lead(app: Flask, session: Session, act: str) -> None:
    group, leader = led_group()
    member = make_user()
    make_membership(group, member)
    before = state(session, group)

    reply = new_client(app).login(member).post(f"/groups/{group.id}/{act.format(leader.id)}", data=ASKED)

    assert reply.status_code == 403
    assert "Only facilitators of the group may do this." in reply.text
    assert state(session, group) == before


@pytest.mark.parametrize("act", ["close", "leave", "sharing", "invitation"])
def test_what_changes_something_is_no_link(client: Client, act: str) -> None:
    group, leader = led_group()

    assert client.login(leader).get(f"/groups/{group.id}/{act}").status_code == 405
