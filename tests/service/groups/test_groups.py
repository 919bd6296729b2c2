"""What people do with groups, against both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.groups import queries, service
from courses.groups.rules.sharing import CellState
from courses.groups.service import Plan
from courses.shared.errors import Conflict
from models.catalogue import Course, Enrolment
from models.enums import GroupRole, Sharing
from models.groups import Group, GroupMember
from tests.support.factories.catalogue import (
    NOW,
    TODAY,
    YESTERDAY,
    complete,
    make_course,
    make_lesson,
    make_module,
    make_progress,
    make_user,
)
from tests.support.factories.groups import make_facilitator, make_group, make_membership
from tests.support.statements import recorded

PLAN = Plan(name="Thursday readers", about="", starts_on=None, lessons_per_week=None)


def members(session: Session, group: Group) -> dict[int, GroupRole]:
    rows = session.execute(sa.select(GroupMember.user_id, GroupMember.role).where(GroupMember.group_id == group.id))
    return {row.user_id: row.role for row in rows}


def table(session: Session, group: Group, viewer_id: int, **options: Any) -> queries.Matrix:
    usual: dict[str, Any] = {"module_key": None, "page": 1, "today": TODAY}
    return queries.matrix(session, group, viewer_id, **{**usual, **options})


def test_who_founds_a_group_leads_it_and_joins_the_course(session: Session) -> None:
    course, founder = make_course(), make_user()

    group = service.found(session, course, PLAN, founder_id=founder.id, sharing=Sharing.COMPLETION, now=NOW)

    assert members(session, group) == {founder.id: GroupRole.FACILITATOR}
    assert session.get(Enrolment, (founder.id, course.id)) is not None


def test_nobody_leads_more_groups_than_the_limit(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_FOUNDED", 2)
    course, founder = make_course(), make_user()
    for _ in range(2):
        service.found(session, course, PLAN, founder_id=founder.id, sharing=Sharing.NOTHING, now=NOW)

    with pytest.raises(Conflict, match="You lead 2 groups already"):
        service.found(session, course, PLAN, founder_id=founder.id, sharing=Sharing.NOTHING, now=NOW)


def test_joining_twice_changes_nothing(session: Session) -> None:
    group, user = make_group(), make_user()

    first = service.join(session, group, user_id=user.id, sharing=Sharing.NOTHING, now=NOW)
    second = service.join(session, group, user_id=user.id, sharing=Sharing.EVERYTHING, now=NOW)

    assert (first, second) == (True, False)
    assert session.get_one(GroupMember, (group.id, user.id)).sharing is Sharing.NOTHING


def test_a_full_group_takes_nobody(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_MEMBERS", 1)
    group = make_group()
    make_facilitator(group)

    with pytest.raises(Conflict, match="The group is full"):
        service.join(session, group, user_id=make_user().id, sharing=Sharing.NOTHING, now=NOW)


def test_when_the_only_facilitator_leaves_the_longest_standing_member_leads(session: Session) -> None:
    group = make_group()
    leaving = make_facilitator(group)
    make_membership(group, joined_at=YESTERDAY)
    oldest = make_membership(group, joined_at=YESTERDAY - timedelta(days=9))

    service.leave(session, leaving, now=NOW)

    assert members(session, group)[oldest.user_id] is GroupRole.FACILITATOR
    assert leaving.user_id not in members(session, group)


def test_when_the_last_member_leaves_the_group_closes(session: Session) -> None:
    group = make_group()

    service.leave(session, make_facilitator(group), now=NOW)

    assert group.closed_at == NOW


def test_a_new_invitation_ends_the_old_one(session: Session) -> None:
    group = make_group(invite_token="old")

    service.renew_invitation(group)

    assert group.invite_token != "old"


@pytest.mark.parametrize(
    ("sharing", "states", "completed", "last_on"),
    [
        (Sharing.EVERYTHING, [CellState.DONE, CellState.STARTED, CellState.OPEN], 1, YESTERDAY.date()),
        (Sharing.COMPLETION, [CellState.DONE, CellState.OPEN, CellState.OPEN], 1, None),
        (Sharing.NOTHING, [CellState.PRIVATE] * 3, None, None),
    ],
)
def test_the_table_shows_of_a_member_what_they_share(
    session: Session, sharing: Sharing, states: list[CellState], completed: int | None, last_on: date | None
) -> None:
    module = make_module()
    first, second, _third = (make_lesson(module=module) for _ in range(3))
    group = make_group(session.get_one(Course, module.course_id))
    viewer, user = make_facilitator(group), make_user()
    make_membership(group, user, sharing=sharing)
    complete(user, first).position_at = YESTERDAY - timedelta(days=2)
    make_progress(user, second)
    session.flush()

    rows = {row.user_id: row for row in table(session, group, viewer.user_id).rows}

    assert [cell.state for cell in rows[user.id].cells] == states
    assert rows[user.id].summary.completed == completed
    assert rows[user.id].summary.last_on == last_on
    assert [cell.is_here for cell in rows[user.id].cells] == [False, sharing is Sharing.EVERYTHING, False]


def test_members_see_themselves_whole_even_when_they_share_nothing(session: Session) -> None:
    lesson = make_lesson()
    group = make_group(session.get_one(Course, lesson.course_id))
    user = make_user()
    make_membership(group, user, sharing=Sharing.NOTHING)
    complete(user, lesson)

    [row] = table(session, group, user.id).rows

    assert row.is_oneself
    assert [cell.state for cell in row.cells] == [CellState.DONE]


def test_the_table_opens_at_the_module_where_one_reads(session: Session) -> None:
    course, user = make_course(), make_user()
    first, second = make_module(course), make_module(course)
    make_lesson(module=first)
    lesson = make_lesson(module=second)
    group = make_group(course)
    make_membership(group, user)
    make_progress(user, lesson)

    def shown(key: str | None) -> str | None:
        module = table(session, group, user.id, module_key=key).module
        return module.key if module else None

    assert [shown(None), shown(first.key), shown("no-such-module")] == [second.key, first.key, second.key]


def test_retired_lessons_are_not_in_the_table(session: Session) -> None:
    course, user = make_course(), make_user()
    module = make_module(course)
    make_lesson(module=module)
    gone = make_lesson(module=module, retired_at=YESTERDAY)
    group = make_group(course)
    make_membership(group, user)
    complete(user, gone)

    shown = table(session, group, user.id)

    assert shown.total == 1
    assert shown.rows[0].summary.completed == 0


def test_lessons_that_the_pace_wants_by_now_are_due(session: Session) -> None:
    course = make_course()
    module = make_module(course)
    for _ in range(3):
        make_lesson(module=module)
    group = make_group(course, starts_on=TODAY - timedelta(days=8), lessons_per_week=2)
    viewer = make_membership(group)

    shown = table(session, group, viewer.user_id)

    assert shown.due == 2
    assert [lesson.is_due for lesson in shown.lessons] == [True, True, False]


def test_a_group_without_a_pace_has_nothing_due(session: Session) -> None:
    group = make_group()
    viewer = make_membership(group)

    assert table(session, group, viewer.user_id, today=date(2030, 1, 1)).due is None


def test_a_large_group_comes_in_pages(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MEMBERS_A_PAGE", 2)
    group = make_group()
    people = [make_membership(group) for _ in range(5)]

    shown = [table(session, group, people[0].user_id, page=page) for page in (1, 2, 3)]

    assert [len(page.rows) for page in shown] == [2, 2, 1]
    assert shown[0].pages == 3
    assert {row.user_id for page in shown for row in page.rows} == {person.user_id for person in people}


def test_the_table_takes_as_many_statements_for_many_as_for_few(app: Flask, session: Session) -> None:
    course = make_course()
    modules = [make_module(course) for _ in range(3)]
    group = make_group(course)
    viewer = make_membership(group)
    make_lesson(module=modules[0])
    with recorded(app) as few:
        table(session, group, viewer.user_id)
    for module in modules:
        lessons = [make_lesson(module=module) for _ in range(4)]
    for _ in range(6):
        user = make_user()
        make_membership(group, user)
        complete(user, lessons[0])

    with recorded(app) as many:
        table(session, group, viewer.user_id)

    assert len(few) == len(many) <= 4
