"""The administrator appoints and removes the instructors of a course."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from models.catalogue import Appointment, Course
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    make_administrator,
    make_course,
    make_instructor,
    make_learner,
    make_user,
)
from tests.support.seen import links, seen

STAFF = "/courses/river/staff"


@pytest.fixture
def course(client: Client) -> Course:
    return make_course(slug="river", title="River Towns")


def appointed(session: Session) -> list[int]:
    return list(session.scalars(sa.select(Appointment.user_id)))


def test_the_administrator_appoints_an_instructor(client: Client, app: Flask, session: Session, course: Course) -> None:
    ana = make_user(name="Ana Lindt", email="ana@example.org")
    client.login(make_administrator())
    assert "No instructors yet" in seen(client.get(STAFF))

    page = client.post(STAFF, data={"email": "  Ana@Example.org "}, follow_redirects=True)

    assert "Ana Lindt is now an instructor of this course." in seen(page)
    assert appointed(session) == [ana.id]
    assert "Proposed readings" in links(new_client(app).login(ana).get("/courses/river/"))


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("nobody@example.org", "Nobody here has this mail address. Ask them to sign up first."),
        ("gone@example.org", "Nobody here has this mail address."),
        ("", "Please fill this in."),
        ("ben@example.org", "Ben Ohm is an instructor of this course already."),
    ],
)
def test_an_appointment_that_cannot_be_made_says_why(
    client: Client, session: Session, course: Course, email: str, words: str
) -> None:
    ben = make_instructor(course, name="Ben Ohm", email="ben@example.org")
    make_user(email="gone@example.org", erased_at=NOW)

    reply = client.login(make_administrator()).post(STAFF, data={"email": email})

    assert reply.status_code == 422
    assert words in seen(reply)
    assert appointed(session) == [ben.id]


def test_the_administrator_removes_an_instructor(client: Client, app: Flask, session: Session, course: Course) -> None:
    ben, ana = make_instructor(course, name="Ben Ohm"), make_instructor(course)
    client.login(make_administrator())

    page = client.post(f"{STAFF}/{ben.id}/remove", follow_redirects=True)
    again = client.post(f"{STAFF}/{ben.id}/remove")

    assert "The appointment has ended." in seen(page)
    assert appointed(session) == [ana.id]
    assert again.status_code == 303
    assert "Proposed readings" not in links(new_client(app).login(ben).get("/courses/river/"))


def test_an_appointment_in_another_course_is_left_alone(client: Client, session: Session, course: Course) -> None:
    elsewhere = make_instructor(make_course())

    client.login(make_administrator()).post(f"{STAFF}/{elsewhere.id}/remove")

    assert appointed(session) == [elsewhere.id]


def test_nobody_else_sees_or_changes_the_staff(client: Client, app: Flask, session: Session, course: Course) -> None:
    instructor = make_instructor(course)
    make_user(email="ana@example.org")

    for person in (instructor, make_learner(course), make_user()):
        browser = new_client(app).login(person)
        assert browser.get(STAFF).status_code == 403
        assert browser.post(STAFF, data={"email": "ana@example.org"}).status_code == 403
        assert browser.post(f"{STAFF}/{instructor.id}/remove").status_code == 403
    assert client.get(STAFF).location == f"/sign-in?next={STAFF}"
    assert client.post(STAFF).status_code == 302
    assert appointed(session) == [instructor.id]


def test_the_staff_of_a_course_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.login(make_administrator()).get("/courses/nowhere/staff").status_code == 404
