"""What a reader does in a lesson: reading to the end, marking, keeping the place, bringing things along."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course, Enrolment, Lesson
from models.progress import LessonProgress
from tests.support.client import Client
from tests.support.factories.catalogue import (
    YESTERDAY,
    make_course,
    make_guest,
    make_lesson,
    make_module,
    make_passage,
    make_progress,
    make_user,
)
from tests.support.seen import part, seen

ADDRESS = "/courses/river/lessons/first"
ACTS = ("read", "mark", "unmark", "position")


@pytest.fixture
def course(client: Client) -> Course:
    return make_course(slug="river")


@pytest.fixture
def lesson(course: Course) -> Lesson:
    lesson = make_lesson(course, make_module(course), key="first", title="The first bridge", needs_mark=True)
    for position, key in enumerate(("a-1", "a-2", "a-3")):
        make_passage(lesson, key=key, position=position)
    return lesson


@pytest.fixture
def user(client: Client) -> User:
    user = make_user()
    client.login(user)
    return user


def everything() -> list[tuple[int, str | None, bool, bool, bool]]:
    """All that is recorded: whose, where, read, marked, complete."""
    rows = db.session.scalars(sa.select(LessonProgress).execution_options(populate_existing=True))
    return [
        (row.user_id, row.position_key, bool(row.read_at), bool(row.marked_at), bool(row.completed_at)) for row in rows
    ]


def test_whoever_has_read_to_the_end_says_so_with_a_button(client: Client, lesson: Lesson, user: User) -> None:
    reply = client.post(f"{ADDRESS}/read")

    assert (reply.status_code, reply.location) == (303, f"{ADDRESS}#completion")
    assert everything() == [(user.id, None, True, False, False)]
    assert "Read to the end on" in part(client.get(ADDRESS), "completion-title")


def test_marking_completes_what_was_read_and_can_be_undone(client: Client, lesson: Lesson, user: User) -> None:
    client.post(f"{ADDRESS}/read")

    client.post(f"{ADDRESS}/mark")
    marked = everything()
    client.post(f"{ADDRESS}/unmark")

    assert marked == [(user.id, None, True, True, True)]
    assert everything() == [(user.id, None, True, False, False)]


@pytest.mark.parametrize("act", ["read", "mark", "unmark"])
def test_doing_it_twice_changes_nothing(client: Client, lesson: Lesson, user: User, act: str) -> None:
    client.post(f"{ADDRESS}/{act}")
    once = everything()

    reply = client.post(f"{ADDRESS}/{act}")

    assert reply.status_code == 303
    assert everything() == once


def test_a_visitor_who_acts_becomes_a_guest_whose_work_is_kept(client: Client, lesson: Lesson) -> None:
    client.post(f"{ADDRESS}/read")

    guests = db.session.scalars(sa.select(User)).all()
    assert [guest.is_guest for guest in guests] == [True]
    assert everything() == [(guests[0].id, None, True, False, False)]
    assert "Read to the end on" in seen(client.get(ADDRESS))


def test_a_visitor_who_takes_nothing_away_stays_a_visitor(client: Client, lesson: Lesson) -> None:
    assert client.post(f"{ADDRESS}/unmark").status_code == 303
    assert db.session.scalars(sa.select(User)).all() == []


def test_reading_a_page_makes_nobody(client: Client, lesson: Lesson) -> None:
    client.get(ADDRESS)

    assert db.session.scalars(sa.select(User)).all() == []
    assert everything() == []


def test_a_first_act_joins_the_course(client: Client, course: Course, lesson: Lesson, user: User) -> None:
    client.post(f"{ADDRESS}/position", json={"passage": "a-2", "end": False})

    assert db.session.scalars(sa.select(Enrolment.course_id)).all() == [course.id]


# The place.


@pytest.mark.parametrize("kind", ["json", "data"])
def test_the_place_is_kept_from_a_script_or_a_form(client: Client, lesson: Lesson, user: User, kind: str) -> None:
    reply = client.post(f"{ADDRESS}/position", **{kind: {"passage": "a-2"}})

    assert (reply.status_code, reply.get_data()) == (204, b"")
    assert everything() == [(user.id, "a-2", False, False, False)]


def test_the_end_of_the_text_counts_as_read(client: Client, lesson: Lesson, user: User) -> None:
    client.post(f"{ADDRESS}/position", json={"passage": "a-3", "end": True})

    assert everything() == [(user.id, "a-3", True, False, False)]


def test_what_was_read_once_stays_read(client: Client, lesson: Lesson, user: User) -> None:
    client.post(f"{ADDRESS}/position", json={"passage": "a-3", "end": True})

    client.post(f"{ADDRESS}/position", json={"passage": "a-1", "end": False})

    assert everything() == [(user.id, "a-1", True, False, False)]


def test_a_page_opened_before_a_change_keeps_the_nearest_passage(client: Client, lesson: Lesson, user: User) -> None:
    make_passage(lesson, key="old", position=1, retired_at=YESTERDAY)

    client.post(f"{ADDRESS}/position", json={"passage": "old"})

    assert everything() == [(user.id, "a-2", False, False, False)]


@pytest.mark.parametrize("sent", [{"passage": "never-there"}, {}, {"passage": "<b>"}, ["a-2"], "a-2", None])
def test_a_place_that_cannot_be_is_refused_and_nothing_is_kept(
    client: Client, lesson: Lesson, user: User, sent: Any
) -> None:
    reply = client.post(f"{ADDRESS}/position", json=sent, headers={"Accept": "application/json"})

    assert reply.status_code == 422
    assert reply.get_json()["error"].endswith(".")
    assert everything() == []


def test_a_visitors_place_is_refused_and_nobody_is_made(client: Client, lesson: Lesson) -> None:
    reply = client.post(f"{ADDRESS}/position", json={"passage": "a-2"}, headers={"Accept": "application/json"})

    assert reply.status_code == 403
    assert "Your browser keeps your place" in reply.get_json()["error"]
    assert db.session.scalars(sa.select(User)).all() == []


# What is refused to everybody.


@pytest.mark.parametrize("act", ACTS)
def test_a_locked_lesson_takes_nothing_in_and_says_why(client: Client, course: Course, user: User, act: str) -> None:
    before = make_lesson(course, key="before", title="Before the bridge")
    make_lesson(course, key="first", requires=[before])

    reply = client.post(f"{ADDRESS}/{act}", data={"passage": "a-1"})

    assert reply.status_code == 403
    assert "First complete “Before the bridge”." in seen(reply)
    assert everything() == []


@pytest.mark.parametrize("act", ACTS)
def test_a_retired_lesson_is_not_found(client: Client, course: Course, user: User, act: str) -> None:
    make_lesson(course, key="first", retired_at=YESTERDAY)

    assert client.post(f"{ADDRESS}/{act}", data={"passage": "a-1"}).status_code == 404
    assert everything() == []


@pytest.mark.parametrize("act", ACTS)
def test_a_form_from_elsewhere_is_refused(client: Client, lesson: Lesson, user: User, act: str) -> None:
    assert client.post(f"{ADDRESS}/{act}", data={"passage": "a-1"}, form_token=False).status_code == 400
    assert everything() == []


# Bringing along.


def brought(**values: Any) -> dict[str, Any]:
    return {"lesson": "river/first", "passage": "a-2", "end": True, "at": YESTERDAY.isoformat(), **values}


@pytest.mark.parametrize("kind", [make_user, make_guest])
def test_what_the_browser_kept_comes_along(client: Client, lesson: Lesson, kind: Any) -> None:
    user = kind()

    reply = client.login(user).post("/carry-over", json={"positions": [brought(), brought(lesson="river/nowhere")]})

    assert reply.get_json() == {"kept": 1}
    assert everything() == [(user.id, "a-2", True, False, False)]


@pytest.mark.parametrize("sent", [None, [], {"positions": 5}, {"positions": [None, {"lesson": {}}]}, "junk"])
def test_junk_brings_nothing_along_and_harms_nothing(client: Client, lesson: Lesson, user: User, sent: Any) -> None:
    make_progress(user, lesson, position_key="a-1")

    reply = client.post("/carry-over", json=sent)

    assert reply.get_json() == {"kept": 0}
    assert everything() == [(user.id, "a-1", False, False, False)]


def test_a_visitor_has_nothing_to_bring_it_to(client: Client, lesson: Lesson) -> None:
    reply = client.post("/carry-over", json={"positions": [brought()]})

    assert reply.status_code == 403
    assert everything() == []
