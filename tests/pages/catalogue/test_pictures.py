"""A picture of a course, as browsers get it."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy.orm import Session

from courses.authoring.service import publish
from models.catalogue import Course
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_course
from tests.support.pictures import PICTURE
from tests.support.small_course import FIRST_PATH, course_files, replaced

NAME = f"{sha256(PICTURE).hexdigest()}.png"
ADDRESS = f"/courses/river-towns/pictures/{NAME}"


@pytest.fixture
def course(session: Session) -> Course:
    """A course whose first lesson shows a picture."""
    files = replaced(FIRST_PATH, "A paragraph with", "![A bridge of stone](picture:bridge.png) A paragraph with")
    return publish(session, {**files, "pictures/bridge.png": PICTURE}, author_id=None, now=NOW).course


def test_a_lesson_shows_its_picture(client: Client, course: Course) -> None:
    page = client.get("/courses/river-towns/lessons/the-bridge").text

    assert f'<img src="{ADDRESS}" alt="A bridge of stone" width="2" height="1" loading="lazy">' in page


def test_a_picture_is_served_as_what_it_is_and_may_be_kept(client: Client, course: Course) -> None:
    reply = client.get(ADDRESS)

    assert (reply.status_code, reply.data, reply.mimetype) == (200, PICTURE, "image/png")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_picture_that_the_browser_has_is_not_sent_again(client: Client, course: Course) -> None:
    first = client.get(ADDRESS)

    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_a_picture_of_an_earlier_version_is_still_there(client: Client, session: Session, course: Course) -> None:
    publish(session, course_files(), author_id=None, now=NOW)

    assert client.get(ADDRESS).status_code == 200


def test_a_picture_is_found_in_its_own_course_only(client: Client, course: Course) -> None:
    make_course(slug="elsewhere")

    assert client.get(ADDRESS.replace("river-towns", "elsewhere")).status_code == 404


@pytest.mark.parametrize("name", [NAME.replace(".png", ".jpg"), NAME.replace(".png", ".txt"), f"{'0' * 64}.png"])
def test_a_picture_that_is_not_there_is_not_found(client: Client, course: Course, name: str) -> None:
    assert client.get(f"/courses/river-towns/pictures/{name}").status_code == 404


def test_no_other_file_of_the_course_can_be_had_as_a_picture(client: Client, course: Course) -> None:
    digest = sha256(course_files()["course.yaml"]).hexdigest()

    assert client.get(f"/courses/river-towns/pictures/{digest}.png").status_code == 404


def test_a_retired_course_shows_no_pictures(client: Client, session: Session, course: Course) -> None:
    course.retired_at = NOW
    session.flush()

    assert client.get(ADDRESS).status_code == 404
