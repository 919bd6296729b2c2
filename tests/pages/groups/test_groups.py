"""The pages of study groups, as people see them, with every refusal beside what it refuses."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.groups import queries
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course
from models.enums import GroupRole, Sharing
from models.groups import Group, GroupMember
from tests.support.client import Client
from tests.support.factories.catalogue import (
    YESTERDAY,
    complete,
    make_course,
    make_guest,
    make_lesson,
    make_module,
    make_user,
)
from tests.support.factories.groups import make_facilitator, make_group, make_membership
from tests.support.seen import links, main_part, plain, seen

ASKED = {"name": "Thursday readers", "about": "We meet at seven.", "sharing": "completion"}


def browser(app: Flask, user: User | None = None) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client.login(user) if user else client


def course_with_lessons() -> Course:
    course = make_course(title="River towns")
    module = make_module(course)
    make_lesson(module=module, title="The first bridge")
    make_lesson(module=module)
    return course


def course_of(group: Group) -> Course:
    return db.session.get_one(Course, group.course_id)


def cells(page: TestResponse, name: str) -> list[str]:
    """What the table says of a person, cell by cell."""
    row = next(row for row in main_part(page).split("<tr") if f">{name}<" in row)
    return [plain(cell) for cell in re.split(r"<t[hd]\b[^>]*>", row.partition("</tr>")[0])[1:]]


def sheet_rows(sheet: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sheet.get_data().decode("utf-8-sig"))))


def rows_of(sheet: TestResponse) -> dict[str, list[str]]:
    """What the sheet says of each person."""
    return {name: rest for name, *rest in sheet_rows(sheet)}


def led_group(**values: object) -> tuple[Group, User]:
    """A group for a course with lessons, and who leads it."""
    group, leader = make_group(course_with_lessons(), **values), make_user(name="Lea Leader")
    make_facilitator(group, leader)
    return group, leader


def test_a_learner_founds_a_group_and_gets_its_link(client: Client, session: Session) -> None:
    course, user = course_with_lessons(), make_user()

    reply = client.login(user).post(f"/courses/{course.slug}/groups/new", data=ASKED, follow_redirects=True)

    group = session.scalars(sa.select(Group)).one()
    assert reply.status_code == 200
    assert "<h1>Thursday readers</h1>" in main_part(reply)
    assert f"/join/{group.invite_token}" in seen(reply)
    assert cells(reply, user.name)[0] == f"{user.name} you facilitator"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "  "}, "Give the group a name."),
        ({"name": "x" * 81}, "Field cannot be longer than 80 characters."),
        ({"sharing": "all of it"}, "Not a valid choice"),
        ({"sharing": ""}, "Choose what the group may see of you."),
        ({"starts_on": "2027-01-04"}, "A start needs a pace"),
        ({"lessons_per_week": "2"}, "A pace needs a start"),
        ({"starts_on": "2027-01-04", "lessons_per_week": "99"}, "Number must be between 1 and 50."),
        ({"starts_on": "soon", "lessons_per_week": "2"}, "Not a valid date value"),
    ],
)
def test_a_wrong_form_founds_nothing_and_keeps_what_was_typed(
    client: Client, session: Session, change: dict[str, str], message: str
) -> None:
    course, user = course_with_lessons(), make_user()

    reply = client.login(user).post(f"/courses/{course.slug}/groups/new", data={**ASKED, **change})

    assert reply.status_code == 422
    assert message in reply.text
    assert "We meet at seven." in reply.text
    assert session.query(Group).count() == 0


def test_founding_needs_an_account(app: Flask, client: Client) -> None:
    course = course_with_lessons()
    address = f"/courses/{course.slug}/groups/new"

    visitor, guest = client.get(address), browser(app, make_guest()).get(address)

    assert visitor.status_code == guest.status_code == 302
    assert "/sign-in" in visitor.location
    assert "next=" in visitor.location


def test_founding_for_no_course_is_refused(client: Client) -> None:
    reply = client.login(make_user()).post("/courses/no-such-course/groups/new", data=ASKED)

    assert reply.status_code == 404
    assert "There is no such course." in reply.text


def test_a_form_without_its_token_is_refused(client: Client, session: Session) -> None:
    course = course_with_lessons()

    reply = client.login(make_user()).post(f"/courses/{course.slug}/groups/new", data=ASKED, form_token=False)

    assert reply.status_code == 400
    assert session.query(Group).count() == 0


def test_by_the_link_one_joins_and_sees_the_table(app: Flask, client: Client, session: Session) -> None:
    group, _leader = led_group()
    user = make_user(name="Nora New")

    invitation = client.login(user).get(f"/join/{group.invite_token}")
    reply = client.post(f"/join/{group.invite_token}", data={"sharing": "everything"}, follow_redirects=True)

    assert group.name in invitation.text
    assert "River towns" in invitation.text
    assert "Nora New" in reply.text
    assert "Lea Leader" in reply.text
    assert session.get_one(GroupMember, (group.id, user.id)).sharing is Sharing.EVERYTHING


def test_a_visitor_with_the_link_is_led_to_an_account_and_back(client: Client, session: Session) -> None:
    group, _leader = led_group()

    reply = client.get(f"/join/{group.invite_token}")
    posted = client.post(f"/join/{group.invite_token}", data={"sharing": "everything"})

    assert f"/sign-up?next=/join/{group.invite_token}" in reply.text
    assert "To join you need an account" in posted.text
    assert session.query(GroupMember).count() == 1


def test_nobody_shares_anything_they_have_not_chosen(client: Client, session: Session) -> None:
    group, _leader = led_group()
    address = f"/join/{group.invite_token}"

    asked = client.login(make_user()).get(address)
    refused = client.post(address, data={})

    assert "checked" not in main_part(asked)
    assert refused.status_code == 422
    assert "Choose what the group may see of you." in seen(refused)
    assert session.query(GroupMember).count() == 1


@pytest.mark.parametrize("closed_at", [None, YESTERDAY])
def test_whoever_is_in_the_group_is_led_to_it_and_shares_what_they_shared(
    client: Client, session: Session, closed_at: datetime | None
) -> None:
    group, _leader = led_group(closed_at=closed_at)
    member = make_user()
    make_membership(group, member, sharing=Sharing.COMPLETION)
    address = f"/join/{group.invite_token}"

    opened = client.login(member).get(address)
    posted = client.post(address, data={"sharing": "everything"}, follow_redirects=True)

    assert (opened.status_code, opened.location) == (303, f"/groups/{group.id}")
    assert "You are in this group already. What it sees of you stays as you chose before." in seen(posted)
    assert session.get_one(GroupMember, (group.id, member.id)).sharing is Sharing.COMPLETION


def test_a_wrong_link_names_no_group(client: Client) -> None:
    group, _leader = led_group()

    reply = client.login(make_user()).get("/join/not-a-token")

    assert reply.status_code == 404
    assert "This invitation is not valid any more." in reply.text
    assert group.name not in reply.text


def test_the_old_link_ends_when_a_new_one_is_made(app: Flask, client: Client) -> None:
    group, leader = led_group(invite_token="old-link")

    client.login(leader).post(f"/groups/{group.id}/invitation")

    assert browser(app, make_user()).get("/join/old-link").status_code == 404


def test_a_closed_group_takes_nobody_until_it_is_open_again(app: Flask, client: Client, session: Session) -> None:
    group, leader = led_group()
    newcomer = browser(app, make_user())

    client.login(leader).post(f"/groups/{group.id}/close")
    refused = newcomer.post(f"/join/{group.invite_token}", data={"sharing": "nothing"})
    edited = client.post(f"/groups/{group.id}/edit", data={"name": "Late name"})
    client.post(f"/groups/{group.id}/reopen")
    welcome = newcomer.post(f"/join/{group.invite_token}", data={"sharing": "nothing"})

    assert refused.status_code == 409
    assert "closed and takes no new members" in refused.text
    assert edited.status_code == 409
    assert welcome.status_code == 303
    assert session.get_one(Group, group.id).name != "Late name"


SHOWN = {
    Sharing.EVERYTHING: ["1 of 3", "Nov 19, 2026 The bridges", "completed 59% here"],
    Sharing.COMPLETION: ["1 of 3", "not shared", "completed"],
    Sharing.NOTHING: ["not shared"] * 3,
}
IN_THE_SHEET = {
    Sharing.EVERYTHING: ["1", "2026-11-19", "completed"],
    Sharing.COMPLETION: ["1", "", "completed"],
    Sharing.NOTHING: ["", "", "not shared"],
}


@pytest.mark.parametrize("sharing", Sharing)
@pytest.mark.parametrize("leads", [True, False])
def test_nobody_sees_more_than_a_member_shares(app: Flask, client: Client, sharing: Sharing, leads: bool) -> None:
    group, leader = led_group()
    onlooker, reader = make_user(), make_user(name="Rita Reader")
    make_membership(group, onlooker)
    make_membership(group, reader, sharing=sharing)
    module = make_module(course_of(group), key="bridges", title="The bridges")
    complete(reader, make_lesson(module=module)).best_fraction = 0.597

    client.login(leader if leads else onlooker)
    page, sheet = (client.get(f"/groups/{group.id}{act}?module=bridges") for act in ("", "/table.csv"))

    assert cells(page, "Rita Reader")[1:] == SHOWN[sharing]
    assert rows_of(sheet)["Rita Reader"] == IN_THE_SHEET[sharing]
    assert "T12:00" not in page.text + sheet.text


@pytest.mark.parametrize("sharing", Sharing)
def test_everybody_sees_their_own_row_whole(client: Client, sharing: Sharing) -> None:
    group, _leader = led_group()
    reader = make_user(name="Rita Reader")
    make_membership(group, reader, sharing=sharing)
    module = make_module(course_of(group), key="bridges", title="The bridges")
    complete(reader, make_lesson(module=module)).best_fraction = 0.597

    page = client.login(reader).get(f"/groups/{group.id}?module=bridges")

    assert cells(page, "Rita Reader") == ["Rita Reader you", *SHOWN[Sharing.EVERYTHING]]


def test_a_member_chooses_what_the_group_sees(client: Client, session: Session) -> None:
    group, leader = led_group()

    reply = client.login(leader).post(f"/groups/{group.id}/sharing", data={"sharing": "nothing"}, follow_redirects=True)
    wrong = client.post(f"/groups/{group.id}/sharing", data={"sharing": "a little"})

    assert "The group sees it like this from now on." in reply.text
    assert wrong.status_code == 422
    assert session.get_one(GroupMember, (group.id, leader.id)).sharing is Sharing.NOTHING


def test_leaving_takes_the_group_away_and_nothing_else(client: Client, session: Session) -> None:
    group, leader = led_group()
    other = make_user()
    make_membership(group, other)

    reply = client.login(leader).post(f"/groups/{group.id}/leave", follow_redirects=True)

    assert "You have left" in reply.text
    assert client.get(f"/groups/{group.id}").status_code == 404
    assert session.get_one(GroupMember, (group.id, other.id)).role is GroupRole.FACILITATOR


def test_a_facilitator_hands_on_and_takes_out(client: Client, session: Session) -> None:
    group, leader = led_group()
    first, second = make_user(name="Fay First"), make_user(name="Sid Second")
    make_membership(group, first)
    make_membership(group, second)

    promoted = client.login(leader).post(f"/groups/{group.id}/members/{first.id}/promote", follow_redirects=True)
    removed = client.post(f"/groups/{group.id}/members/{second.id}/remove", follow_redirects=True)
    again = client.post(f"/groups/{group.id}/members/{second.id}/remove")

    assert "Fay First facilitates the group with you now." in promoted.text
    assert "Sid Second is not in the group any more." in removed.text
    assert again.status_code == 404
    assert session.get_one(GroupMember, (group.id, first.id)).role is GroupRole.FACILITATOR


def test_the_sheet_names_the_lessons_and_holds_no_formula(client: Client) -> None:
    group, leader = led_group()
    evil = make_user(name="=HYPERLINK(1)")
    make_membership(group, evil, sharing=Sharing.COMPLETION)

    reply = client.login(leader).get(f"/groups/{group.id}/table.csv")
    heading, *rows = sheet_rows(reply)

    assert reply.mimetype == "text/csv"
    assert heading[:4] == ["Name", "Lessons completed", "Last read", "The first bridge"]
    assert [row[0] for row in rows] == ["'=HYPERLINK(1)", "Lea Leader"]


def test_a_pace_of_one_lesson_is_said_as_such(client: Client) -> None:
    group, leader = led_group(starts_on=date(2026, 11, 9), lessons_per_week=1)

    page = seen(client.login(leader).get(f"/groups/{group.id}"))

    assert (
        "Start: November 9, 2026. Pace: 1 lesson a week. By today the group meant to have completed 1 of 2 lessons."
        in page
    )


def test_a_large_group_for_a_course_without_lessons_is_a_page_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MEMBERS_A_PAGE", 1)
    group = make_group(make_course())
    leader = make_user(name="Lea Leader")
    make_facilitator(group, leader)
    make_membership(group, make_user(name="Max Member"))

    page = client.login(leader).get(f"/groups/{group.id}")

    assert cells(page, "Lea Leader")[1:] == ["0 of 0", "not yet"]
    assert links(page)["Next"] == f"/groups/{group.id}?page=2#where"


def test_my_groups_lists_mine_only(client: Client) -> None:
    mine, leader = led_group(name="Mine")
    led_group(name="Another")

    page = client.login(leader).get("/groups").text

    assert "Mine" in page
    assert f"/groups/{mine.id}" in page
    assert "Another" not in page


def test_visitors_read_what_groups_are(client: Client) -> None:
    page = client.get("/groups")

    assert page.status_code == 200
    assert "Groups are for members" in page.text


def test_the_groups_of_a_course_are_those_one_is_in(client: Client) -> None:
    group, leader = led_group(name="Here")
    elsewhere = make_group(make_course(), name="Elsewhere")
    make_facilitator(elsewhere, leader, joined_at=YESTERDAY)

    page = client.login(leader).get(f"/courses/{course_of(group).slug}/groups").text

    assert "Here" in page
    assert "Elsewhere" not in page
