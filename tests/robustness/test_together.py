"""Many at once, on both databases: nothing is lost, nothing is done twice, nobody gets an error page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from courses.quizzes.rules.log import replay
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Appointment, Course, Enrolment, Entry, Proposal
from models.enums import GroupRole, ProposalState, StepKind, TokenPurpose
from models.groups import GroupMember
from models.items import Quiz
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptStep
from tests.conftest import ENGINES
from tests.laws.world import make_world
from tests.robustness.crowd import CROWD, browsers, crowd, statuses
from tests.support.apps import close, make_app, migrate, new_database
from tests.support.client import Client
from tests.support.factories.accounts import PASSWORD, make_link, make_member
from tests.support.factories.catalogue import make_administrator, make_guest, make_proposal
from tests.support.factories.groups import make_facilitator, make_group, make_membership
from tests.support.factories.quizzes import slots_of, steps_of

ANSWERS = 6


@pytest.fixture(scope="module", params=ENGINES)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A small world in an application that really commits, one request a connection."""
    folder = tmp_path_factory.mktemp("town")
    database: Any = nullcontext(f"sqlite:///{folder / 'study.db'}")
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), f"town_{os.getpid()}")
    with database as url:
        app = make_app(folder, DATABASE_URL=url)
        migrate(app)
        with app.app_context():
            make_world(size=1)
            db.session.commit()
        yield app
        close(app)


def made(app: Flask, make: Callable[[], Any]) -> Any:
    """Something made and committed: its number, or what `make` gives if it is no row."""
    with app.app_context():
        thing = make()
        db.session.commit()
        return getattr(thing, "id", thing)


def asked(app: Flask, statement: sa.Select[*tuple[Any, ...]]) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(statement))


def quiz_of(app: Flask) -> int:
    return asked(app, sa.select(Quiz.id))[0]


def tabs(app: Flask, count: int = CROWD, **values: Any) -> tuple[int, list[Client]]:
    """A new member and their browser, open in several tabs: each a client of its own with the same session."""
    user_id = made(app, lambda: make_member(**values))
    return user_id, browsers(app, *[user_id] * count)


def begun(app: Flask, client: Client) -> str:
    """The address of an attempt just begun."""
    location = client.post(f"/quizzes/{quiz_of(app)}/attempts").location
    return "/".join(location.split("/")[:3])


def log_of(attempt: str) -> Attempt:
    return db.session.get_one(Attempt, int(attempt.split("/")[2]))


def test_beginning_in_many_tabs_begins_one_attempt(town: Flask) -> None:
    user_id, clients = tabs(town)
    address = f"/quizzes/{quiz_of(town)}/attempts"

    replies = crowd(clients, lambda client, _n: client.post(address))

    assert statuses(replies) == {303: CROWD}
    assert len(asked(town, sa.select(Attempt.id).where(Attempt.user_id == user_id))) == 1


def test_answers_from_many_tabs_are_all_in_the_log(town: Flask) -> None:
    _user, clients = tabs(town)
    attempt = begun(town, clients[0])

    def answer(client: Client, number: int) -> TestResponse:
        for turn in range(ANSWERS):
            form = {"choice": str((number + turn) % 2), "token": f"tab-{number}-turn-{turn}"}
            reply = client.post(f"{attempt}/answers/1", data=form)
        return reply

    replies = crowd(clients, answer)

    with town.app_context():
        steps = steps_of(log_of(attempt))
        slot = slots_of(log_of(attempt))[0]
    assert statuses(replies) == {303: CROWD}
    assert len({step.token for step in steps if step.kind is StepKind.SAVED}) == CROWD * ANSWERS
    assert slot.response == steps[-1].payload["response"]


def test_one_answer_sent_many_times_is_written_once(town: Flask) -> None:
    _user, clients = tabs(town)
    attempt = begun(town, clients[0])
    form = {"choice": "1", "token": "the-same-token"}

    replies = crowd(clients, lambda client, _n: client.post(f"{attempt}/answers/1", data=form))

    steps = asked(town, sa.select(AttemptStep.kind).where(AttemptStep.attempt_id == int(attempt.split("/")[2])))
    assert statuses(replies) == {303: CROWD}
    assert sorted(steps) == [StepKind.SAVED, StepKind.STARTED]


def test_what_is_answered_while_handing_in_counts_or_is_refused(town: Flask) -> None:
    _user, clients = tabs(town)
    attempt = begun(town, clients[0])

    def answer_or_finish(client: Client, number: int) -> TestResponse:
        if number == 0:
            return client.post(f"{attempt}/finish", data={"token": "handing-it-in"})
        return client.post(f"{attempt}/answers/1", data={"choice": str(number % 2), "token": f"late-answer-{number}"})

    replies = crowd(clients, answer_or_finish)

    with town.app_context():
        row = log_of(attempt)
        state = replay(steps_of(row))
        kept = {step.token for step in steps_of(row)}
        assert {slot.position: (slot.response, slot.fraction) for slot in slots_of(row)} == {
            position: (slot.response, slot.fraction) for position, slot in state.slots.items()
        }
        assert (row.finished_at, row.fraction) == (state.finished_at, state.fraction)
    assert set(statuses(replies)) <= {303, 409}
    confirmed = {f"late-answer-{number}" for number, reply in enumerate(replies) if number and reply.status_code == 303}
    assert confirmed <= kept


def test_signing_up_with_one_address_makes_one_account(town: Flask) -> None:
    form = {"name": "Nora New", "email": "nora.together@example.org", "password": PASSWORD}

    replies = crowd(browsers(town, *[None] * CROWD), lambda client, _n: client.post("/sign-up", data=form))

    assert statuses(replies) == {303: 1, 422: CROWD - 1}
    assert len(asked(town, sa.select(User.id).where(User.email == form["email"]))) == 1


def test_a_guest_who_signs_up_in_two_tabs_becomes_one_member(town: Flask) -> None:
    guest_id = made(town, make_guest)
    clients = browsers(town, guest_id, guest_id)

    def sign_up(client: Client, number: int) -> TestResponse:
        form = {"name": "Nora New", "email": f"guest-{guest_id}-{number}@example.org", "password": PASSWORD}
        return client.post("/sign-up", data=form)

    replies = crowd(clients, sign_up)

    assert statuses(replies) in ({303: 1, 409: 1}, {303: 2}, {303: 1, 400: 1})
    assert len(asked(town, sa.select(User.id).where(User.email.like(f"guest-{guest_id}-%")))) == 1


def test_joining_at_once_makes_one_membership_each(town: Flask) -> None:
    group = made(town, lambda: make_group(asked_course(), invite_token="together"))
    people = [made(town, make_member) for _ in range(CROWD // 2)]

    replies = crowd(
        browsers(town, *people, *people),
        lambda client, _n: client.post("/join/together", data={"sharing": "everything"}),
    )

    members = asked(town, sa.select(GroupMember.user_id).where(GroupMember.group_id == group))
    joined = asked(town, sa.select(Enrolment.user_id).where(Enrolment.user_id.in_(people)))
    assert statuses(replies) == {303: CROWD}
    assert sorted(members) == sorted(joined) == sorted(people)


def asked_course() -> Course:
    return db.session.scalars(sa.select(Course).where(Course.slug == "river-towns")).one()


def test_marking_reading_and_moving_at_once_is_all_kept(town: Flask) -> None:
    user_id, clients = tabs(town)
    lesson = "/courses/river-towns/lessons/lesson-0"
    deeds = ("/read", "/mark", "/position", "/../../join")

    def do(client: Client, number: int) -> TestResponse:
        deed = deeds[number % len(deeds)]
        if deed == "/position":
            return client.post(lesson + deed, json={"passage": "a-1", "end": False})
        return client.post("/courses/river-towns/join" if "join" in deed else lesson + deed)

    replies = crowd(clients, do)

    facts = sa.select(LessonProgress.read_at, LessonProgress.marked_at, LessonProgress.completed_at)
    with town.app_context():
        rows = db.session.execute(facts.where(LessonProgress.user_id == user_id)).all()
    assert set(statuses(replies)) <= {204, 303}
    assert len(rows) == 1
    assert None not in rows[0]


def test_one_link_chooses_one_password(town: Flask) -> None:
    token = made(town, lambda: make_link(TokenPurpose.PASSWORD_RESET, make_member()))

    replies = crowd(
        browsers(town, *[None] * CROWD),
        lambda client, number: client.post(f"/reset/{token}", data={"password": f"{PASSWORD} {number}"}),
    )

    answers = statuses(replies)
    assert answers[303] == 1
    assert set(answers) <= {303, 404, 409}


def test_of_two_decisions_one_counts(town: Flask) -> None:
    proposal, administrator = made(town, make_proposal), made(town, make_administrator)
    course = (
        sa.select(Course.slug).join(Entry, Entry.course_id == Course.id).join(Proposal, Proposal.entry_id == Entry.id)
    )
    slug = asked(town, course.where(Proposal.id == proposal))[0]

    replies = crowd(
        browsers(town, *[administrator] * CROWD),
        lambda client, n: client.post(f"/courses/{slug}/proposals/{proposal}/{('accept', 'decline')[n % 2]}"),
    )

    assert statuses(replies) == {303: 1, 409: CROWD - 1}
    assert asked(town, sa.select(Proposal.state).where(Proposal.id == proposal)) != [ProposalState.OPEN]


def test_leaving_sharing_and_being_taken_out_at_once_is_no_error(town: Flask) -> None:
    with town.app_context():
        group = make_group(asked_course())
        leader, member = make_facilitator(group, make_member()), make_membership(group, make_member())
        address, people = f"/groups/{group.id}", (leader.user_id, member.user_id)
        db.session.commit()
    deeds = (
        (1, "/leave", {}),
        (1, "/sharing", {"sharing": "nothing"}),
        (0, f"/members/{people[1]}/remove", {}),
        (0, f"/members/{people[1]}/promote", {}),
        (0, "/leave", {}),
        (1, "/sharing", {"sharing": "completion"}),
        (0, "/edit", {"name": "Renamed", "about": ""}),
        (0, "/close", {}),
    )
    clients = browsers(town, *(people[who] for who, _path, _form in deeds))

    replies = crowd(clients, lambda client, n: client.post(address + deeds[n][1], data=deeds[n][2]))

    roles = asked(town, sa.select(GroupMember.role).where(GroupMember.group_id == int(address.split("/")[2])))
    assert set(statuses(replies)) <= {303, 403, 404, 409}
    assert not roles or GroupRole.FACILITATOR in roles


def test_deleting_an_account_while_using_it_is_no_error(town: Flask) -> None:
    _user, clients = tabs(town)
    attempt = begun(town, clients[0])
    deeds = (
        ("/settings/delete", {"proposals": "remove", "present": PASSWORD}),
        (f"{attempt}/answers/1", {"choice": "1", "token": "while-leaving"}),
        ("/settings", {"name": "Another Name"}),
        (f"{attempt}/finish", {"token": "while-leaving"}),
        ("/courses/river-towns/join", {}),
        ("/settings/password", {"present": PASSWORD, "password": "another bridge elsewhere"}),
        ("/courses/river-towns/lessons/lesson-0/read", {}),
        ("/sign-out-everywhere", {}),
    )

    replies = crowd(clients, lambda client, n: client.post(deeds[n][0], data=deeds[n][1]))

    assert max(statuses(replies)) < 500
    assert statuses(replies)[303] >= 1


def test_the_last_two_administrators_do_not_both_leave(town: Flask) -> None:
    with town.app_context():
        db.session.execute(sa.update(User).values(is_administrator=False))
        hashed = make_member().password_hash
        leaving = [make_administrator(password_hash=hashed).id for _ in range(2)]
        db.session.commit()
    form = {"proposals": "keep", "present": PASSWORD}

    replies = crowd(browsers(town, *leaving), lambda client, _n: client.post("/settings/delete", data=form))

    assert statuses(replies) == {303: 1, 409: 1}
    assert len(asked(town, sa.select(User.id).where(User.is_administrator))) == 1


def test_appointing_at_once_appoints_once(town: Flask) -> None:
    administrator = made(town, make_administrator)
    member = made(town, lambda: make_member(email="appointed.together@example.org"))
    form = {"email": "appointed.together@example.org"}

    replies = crowd(
        browsers(town, *[administrator] * CROWD),
        lambda client, _n: client.post("/courses/river-towns/staff", data=form),
    )

    assert statuses(replies) == {303: 1, 422: CROWD - 1}
    assert len(asked(town, sa.select(Appointment.user_id).where(Appointment.user_id == member))) == 1
