"""Readings proposed for an entry: who may propose, what is refused, and how an instructor decides."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.catalogue.service import MOST_WAITING
from models.accounts import User
from models.catalogue import Course, Entry, Proposal
from models.enums import EntryKind, ProposalState
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    make_administrator,
    make_course,
    make_entry,
    make_guest,
    make_instructor,
    make_learner,
    make_lesson,
    make_proposal,
    make_source,
    make_user,
)
from tests.support.seen import links, main_part, part, seen

ENTRY, LIST = "/courses/river/entries/a-64", "/courses/river/proposals"
READING = {
    "title": "The Old Bridge",
    "author": "Ana Lindt",
    "year": "1931",
    "found_at": "https://example.org/bridge",
    "licence": "CC BY 4.0",
}


@pytest.fixture
def course(client: Client) -> Course:
    return make_course(slug="river", title="River Towns")


@pytest.fixture
def entry(course: Course) -> Entry:
    """A work that a document lists in line 64."""
    source = make_source(course, title="Chronicle of the town")
    return make_entry(source, line_from=64, title="On Bridges", authors="Ohm")


def kept(session: Session) -> list[Proposal]:
    return list(session.scalars(sa.select(Proposal).order_by(Proposal.id)))


def test_an_entry_shows_its_place_and_that_nothing_is_there_to_read(client: Client, entry: Entry) -> None:
    page = client.get(ENTRY)

    assert "On Bridges" in seen(page)
    assert "Ohm" in seen(page)
    assert "In “Chronicle of the town”" in seen(page)
    assert "No text in the sources yet" in seen(page)
    assert links(page)["In document A 64"] == "/courses/river/sources/A#l64"
    assert links(page)["Bibliography"] == "/courses/river/bibliography"


def test_a_topic_with_a_lesson_names_it(client: Client, course: Course) -> None:
    lesson = make_lesson(course, title="The first bridge")
    make_entry(make_source(course), kind=EntryKind.TOPIC, line_from=64, lessons=[lesson])

    page = client.get(ENTRY)

    assert "Treated in the lesson The first bridge" in seen(page)
    assert links(page)["Topics"] == "/courses/river/topics"


@pytest.mark.parametrize(
    "address", ["/courses/river/entries/a-65", "/courses/river/entries/b-64", "/courses/elsewhere/entries/a-64"]
)
def test_an_entry_that_is_not_there_is_not_found(client: Client, entry: Entry, address: str) -> None:
    assert client.get(address).status_code == 404


def test_without_an_account_the_page_leads_to_one_and_back(client: Client, entry: Entry) -> None:
    page = client.get(ENTRY)

    assert links(page)["Sign up"] == f"/sign-up?next={ENTRY}"
    assert "<form" not in main_part(page)


@pytest.mark.parametrize("is_guest", [False, True])
def test_only_members_propose(client: Client, session: Session, entry: Entry, is_guest: bool) -> None:
    if is_guest:
        client.login(make_guest())

    reply = client.post(ENTRY, data=READING)

    assert reply.status_code == 302
    assert reply.location.startswith("/sign-in")
    assert kept(session) == []


def test_a_member_proposes_a_reading_and_sees_that_it_waits(client: Client, session: Session, entry: Entry) -> None:
    user = make_user()

    reply = client.login(user).post(ENTRY, data=READING, follow_redirects=True)

    (proposal,) = kept(session)
    assert {name: getattr(proposal, name) for name in READING} == READING
    assert (proposal.user_id, proposal.state, proposal.decided_at) == (user.id, ProposalState.OPEN, None)
    assert "An instructor of the course will look at your proposal." in seen(reply)
    assert "Ana Lindt: The Old Bridge , 1931. waits for an instructor" in seen(reply)


def test_others_do_not_see_what_waits(client: Client, entry: Entry) -> None:
    make_proposal(entry, title="The Old Bridge")

    assert "The Old Bridge" not in seen(client.login(make_user()).get(ENTRY))


def test_a_declined_proposal_is_seen_by_its_author_only(client: Client, app: Flask, entry: Entry) -> None:
    author = make_user()
    make_proposal(entry, author, state=ProposalState.DECLINED, decided_at=NOW)

    assert "declined" in seen(client.login(author).get(ENTRY))
    assert "The Old Bridge" not in seen(new_client(app).get(ENTRY))


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize("value", ["", "   ", "x" * 501])
def test_a_proposal_needs_all_its_parts_in_measure(
    client: Client, session: Session, entry: Entry, name: str, value: str
) -> None:
    reply = client.login(make_user()).post(ENTRY, data={**READING, name: value})

    assert reply.status_code == 422
    assert "Please look at this again" in seen(reply)
    assert kept(session) == []
    others = [value for field, value in READING.items() if field != name]
    assert all(f'value="{value}"' in main_part(reply) for value in others)


def test_too_many_waiting_proposals_are_refused_until_some_are_decided(
    client: Client, session: Session, entry: Entry
) -> None:
    user = make_user()
    waiting = [make_proposal(entry, user) for _number in range(MOST_WAITING)]
    client.login(user)

    refused = client.post(ENTRY, data=READING)
    waiting[0].state = ProposalState.DECLINED
    taken = client.post(ENTRY, data=READING)

    assert refused.status_code == 409
    assert "Propose more when some are decided." in seen(refused)
    assert taken.status_code == 303
    assert len(kept(session)) == MOST_WAITING + 1


def test_markup_in_a_proposal_is_shown_as_it_was_typed(client: Client, course: Course, entry: Entry) -> None:
    make_proposal(entry, title="<script>alert(1)</script>", state=ProposalState.ACCEPTED)

    page = client.get("/courses/river/bibliography")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in main_part(page)


def test_instructors_see_what_waits_oldest_first(client: Client, course: Course, entry: Entry) -> None:
    make_proposal(entry, make_user(name="Ben Ohm"), title="The New Bridge", created_at=NOW)
    make_proposal(entry, title="The Old Bridge")
    make_proposal(entry, title="Decided", state=ProposalState.ACCEPTED)
    make_proposal(make_entry(), title="Of another course")

    page = client.login(make_instructor(course)).get(LIST)

    words = seen(page)
    assert words.index("The Old Bridge") < words.index("The New Bridge")
    assert "Ben Ohm on November 20, 2026" in words
    assert "Decided" not in words
    assert "Of another course" not in words


def test_with_nothing_waiting_the_list_says_so(client: Client, course: Course) -> None:
    assert "Nothing waits" in seen(client.login(make_administrator()).get(LIST))


def test_an_accepted_proposal_stands_in_the_bibliography(client: Client, course: Course, entry: Entry) -> None:
    proposal, instructor = make_proposal(entry), make_instructor(course)

    reply = client.login(instructor).post(f"{LIST}/{proposal.id}/accept", follow_redirects=True)

    assert "“The Old Bridge” now stands under its entry." in seen(reply)
    assert "Nothing waits" in seen(reply)
    assert "Ana Lindt: The Old Bridge" in part(client.get("/courses/river/bibliography"), "a-64")
    assert (proposal.state, proposal.decided_by_id) == (ProposalState.ACCEPTED, instructor.id)
    assert proposal.decided_at


def test_a_declined_proposal_is_left_out(client: Client, course: Course, entry: Entry) -> None:
    proposal = make_proposal(entry)

    reply = client.login(make_instructor(course)).post(f"{LIST}/{proposal.id}/decline", follow_redirects=True)

    assert "“The Old Bridge” was declined." in seen(reply)
    assert proposal.state is ProposalState.DECLINED


@pytest.mark.parametrize("decision", ["accept", "decline"])
@pytest.mark.parametrize("state", [ProposalState.ACCEPTED, ProposalState.DECLINED])
def test_what_is_decided_stays_decided(
    client: Client, course: Course, entry: Entry, decision: str, state: ProposalState
) -> None:
    proposal = make_proposal(entry, state=state, decided_at=NOW)

    reply = client.login(make_instructor(course)).post(f"{LIST}/{proposal.id}/{decision}")

    assert reply.status_code == 409
    assert "Somebody has already decided" in seen(reply)
    assert proposal.state is state


def strangers(course: Course) -> list[User]:
    """Everybody with an account who has no say in this course."""
    return [make_user(), make_learner(course), make_instructor(make_course())]


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_only_instructors_of_the_course_decide(
    client: Client, app: Flask, course: Course, entry: Entry, decision: str
) -> None:
    proposal = make_proposal(entry)
    address = f"{LIST}/{proposal.id}/{decision}"

    answers = [new_client(app).login(person).post(address).status_code for person in strangers(course)]

    assert answers == [403, 403, 403]
    assert client.post(address).status_code == 302
    assert proposal.state is ProposalState.OPEN


def test_only_instructors_of_the_course_see_the_list(client: Client, app: Flask, course: Course) -> None:
    assert [new_client(app).login(person).get(LIST).status_code for person in strangers(course)] == [403, 403, 403]
    assert client.get(LIST).status_code == 302


def test_a_proposal_of_another_course_is_not_found_here(client: Client, course: Course) -> None:
    elsewhere = make_proposal()

    reply = client.login(make_instructor(course)).post(f"{LIST}/{elsewhere.id}/accept")

    assert reply.status_code == 404
    assert elsewhere.state is ProposalState.OPEN
