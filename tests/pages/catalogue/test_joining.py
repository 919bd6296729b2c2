"""Joining a course and leaving it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.catalogue import Enrolment
from models.progress import LessonProgress
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    YESTERDAY,
    complete,
    make_course,
    make_guest,
    make_learner,
    make_lesson,
    make_user,
)
from tests.support.seen import links, main_part, seen

COURSE, JOIN, LEAVE = "/courses/river/", "/courses/river/join", "/courses/river/leave"


def learners(session: Session) -> list[int]:
    return list(session.scalars(sa.select(Enrolment.user_id)))


def test_a_member_joins(client: Client, session: Session) -> None:
    make_lesson(make_course(slug="river"))
    user = make_user()
    client.login(user)
    assert f'action="{JOIN}"' in main_part(client.get(COURSE))

    page = client.post(JOIN, follow_redirects=True)

    assert learners(session) == [user.id]
    assert "You have joined." in seen(page)
    assert "0 of 1 lesson complete" in seen(page)
    assert f'action="{JOIN}"' not in main_part(page)


def test_joining_twice_changes_nothing(client: Client, session: Session) -> None:
    learner = make_learner(make_course(slug="river"))

    page = client.login(learner).post(JOIN, follow_redirects=True)

    assert page.status_code == 200
    assert "You have joined. From now on" not in seen(page)
    assert session.scalars(sa.select(Enrolment.joined_at)).all() == [YESTERDAY]


def test_a_visitor_is_led_to_sign_up_and_comes_back(client: Client, session: Session) -> None:
    make_course(slug="river")
    assert links(client.get(COURSE))["Join this course"] == JOIN

    page = client.get(JOIN)
    reply = client.post(JOIN)

    assert links(page)["Sign up"] == f"/sign-up?next={JOIN}"
    assert links(page)["Sign in"] == f"/sign-in?next={JOIN}"
    assert (reply.status_code, reply.location) == (303, f"/sign-up?next={JOIN}")
    assert learners(session) == []


def test_a_guest_is_led_to_sign_up_too(client: Client, session: Session) -> None:
    make_course(slug="river")

    reply = client.login(make_guest()).post(JOIN)

    assert reply.location == f"/sign-up?next={JOIN}"
    assert learners(session) == []


def test_whoever_comes_back_finds_the_button(client: Client) -> None:
    make_course(slug="river")

    page = client.login(make_user()).get(JOIN)

    assert "your progress in it is kept" in seen(page)
    assert f'method="post" action="{JOIN}"' in main_part(page)


def test_whoever_has_joined_is_told_so(client: Client) -> None:
    page = client.login(make_learner(make_course(slug="river"))).get(JOIN)

    assert "You have joined this course." in seen(page)
    assert "<form" not in main_part(page)


def test_a_course_that_is_not_there_cannot_be_joined(client: Client, session: Session) -> None:
    make_course(slug="gone", retired_at=NOW)
    client.login(make_user())

    assert client.post("/courses/gone/join").status_code == 404
    assert client.post("/courses/nowhere/join").status_code == 404
    assert client.get("/courses/nowhere/join").status_code == 404
    assert learners(session) == []


def test_a_learner_leaves_and_keeps_what_they_have_done(client: Client, session: Session) -> None:
    course = make_course(slug="river")
    learner = make_learner(course)
    other = make_learner(course)
    complete(learner, make_lesson(course))
    client.login(learner)
    assert "Leave this course" in seen(client.get(COURSE))

    page = client.post(LEAVE, follow_redirects=True)

    assert "What you have done is kept" in seen(page)
    assert learners(session) == [other.id]
    assert session.scalar(sa.select(sa.func.count()).select_from(LessonProgress)) == 1
    assert "1 of 1 lesson complete" in seen(client.post(JOIN, follow_redirects=True))


def test_leaving_twice_changes_nothing(client: Client) -> None:
    make_course(slug="river")

    assert client.login(make_user()).post(LEAVE).status_code == 303


def test_a_visitor_has_nothing_to_leave(client: Client) -> None:
    make_course(slug="river")

    assert "Leave this course" not in seen(client.get(COURSE))
    assert client.post(LEAVE).location.startswith("/sign-in")


def test_joining_and_leaving_need_a_form_of_ours(client: Client, session: Session) -> None:
    make_course(slug="river")
    client.login(make_user())

    assert client.post(JOIN, form_token=False).status_code == 400
    assert client.get(LEAVE).status_code == 405
    assert learners(session) == []


def test_signing_up_leads_back_to_joining(client: Client, session: Session) -> None:
    make_course(slug="river")
    way = client.post(JOIN).location
    asked = {"name": "Ana Lindt", "email": "ana@example.org", "password": "a long sentence nobody guesses"}

    page = client.post(way, data=asked, follow_redirects=True)
    client.post(JOIN)

    assert "Join this course" in seen(page)
    assert page.request.path == JOIN
    assert len(learners(session)) == 1
