"""Marks that an older version of a question gave are offered to be marked anew, by the version that is published already."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.authoring import service
from courses.authoring.queries import files_of, newest_version
from courses.shared.db import db
from models.catalogue import Course
from models.enums import RepairState
from models.items import Item, ItemVersion, Quiz
from models.quizzes import Attempt, AttemptSlot
from tests.pages.authoring.editor import CHOICE, NUMBER, form_on, item_address
from tests.pages.authoring.repairing import REASON, attempts_at, others, repairs, work
from tests.support.apps import new_client
from tests.support.bank_course import BANK_PATH, bank_files
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor, make_user
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, slots_of
from tests.support.seen import links, seen
from tests.support.small_course import QUIZ_PATH
from tests.support.statements import recorded

OFFER = "was marked by an older version of this question"
MANY = "were marked by an older version of this question"
AS_IT_WAS = """      - text: The abbot
        correct: true
      - text: The council
        feedback: It defended the toll.
"""
TURNED = """      - text: The abbot
        feedback: He did not.
      - text: The council
        correct: true
"""


def imported(course: Course, path: str, old: str, new: str) -> None:
    """The course imported anew with other words in one of its files."""
    version = newest_version(db.session, course.id)
    assert version
    files = files_of(db.session, version)
    assert old.encode() in files[path]
    files[path] = files[path].replace(old.encode(), new.encode())
    service.publish(db.session, files, author_id=None, now=NOW)
    db.session.commit()


def turn_the_key(course: Course) -> None:
    """The other option of the first question is right from now on, for new attempts."""
    imported(course, QUIZ_PATH, AS_IT_WAS, TURNED)


def anew(quiz: Quiz, key: str = CHOICE) -> str:
    return f"{item_address(quiz, key)}/mark-anew"


def corrected(author: Client, quiz: Quiz, **fields: str) -> TestResponse:
    """Press the button of the page."""
    form = form_on(author.get(anew(quiz)), "section stack")
    return author.post(anew(quiz), data={**form, "regrade": "yes", "reason": REASON, **fields})


def asked(app: Flask, author: Client, address: str) -> int:
    """How many statements a page needs."""
    with recorded(app) as statements:
        assert author.get(address).status_code == 200
    return len(statements)


def older_version_of(quiz: Quiz, attempts: list[Attempt]) -> None:
    """These attempts were asked the first question as it was at first."""
    item_id = db.session.scalars(sa.select(Item.id).where(Item.course_id == quiz.course_id, Item.key == CHOICE)).one()
    first = db.session.scalars(
        sa.select(ItemVersion.id).where(ItemVersion.item_id == item_id, ItemVersion.number == 1)
    ).one()
    mine = AttemptSlot.attempt_id.in_([attempt.id for attempt in attempts]), AttemptSlot.item_id == item_id
    db.session.execute(sa.update(AttemptSlot).where(*mine).values(item_version_id=first))
    db.session.commit()


def test_the_page_of_the_question_offers_it(author: Client, course: Course, quiz: Quiz) -> None:
    attempts_at(quiz, 0, 1)
    before = seen(author.get(item_address(quiz, CHOICE)))
    turn_the_key(course)

    page = author.get(item_address(quiz, CHOICE))

    assert MANY not in before
    assert f"2 attempts {MANY}" in seen(page)
    assert links(page)["Look at what marking them anew would change"] == anew(quiz)
    assert MANY not in seen(author.get(item_address(quiz, NUMBER)))


def test_the_page_shows_every_score_before_and_after_and_changes_nothing(
    author: Client, course: Course, quiz: Quiz
) -> None:
    attempts = attempts_at(quiz, 0, 1, 1)
    before = [attempt.fraction for attempt in attempts]
    turn_the_key(course)

    page = seen(author.get(anew(quiz)))

    assert "3 finished attempts have answered this question." in page
    assert ("Scores that rise 2" in page, "Scores that fall 1" in page) == (True, True)
    assert "Publish" not in page
    assert [attempt.fraction for attempt in attempts] == before


def test_marks_by_the_newest_version_are_not_touched(author: Client, course: Course, quiz: Quiz) -> None:
    attempts_at(quiz, 1)
    turn_the_key(course)
    attempts_at(quiz, 0, 1)

    page = seen(author.get(anew(quiz)))

    assert "1 finished attempt has answered this question." in page
    assert f"1 attempt {OFFER}" in seen(author.get(item_address(quiz, CHOICE)))


def test_the_marks_are_corrected_and_the_offer_is_gone(author: Client, course: Course, quiz: Quiz) -> None:
    wrong, right = attempts_at(quiz, 0, 1)
    before = (wrong.fraction, right.fraction)
    turn_the_key(course)

    reply = corrected(author, quiz)
    work()

    repair = repairs()[0]
    assert (reply.status_code, reply.location) == (303, f"/repairs/{repair.id}")
    assert (wrong.fraction, right.fraction) == (before[1], before[0])
    assert repair.reason == REASON
    assert MANY not in seen(author.get(item_address(quiz, CHOICE)))
    assert author.get(anew(quiz)).status_code == 404


def test_what_was_taken_back_is_offered_again(author: Client, course: Course, quiz: Quiz) -> None:
    attempts_at(quiz, 1)
    turn_the_key(course)
    address = corrected(author, quiz).location
    work()
    author.post(f"{address}/undo")
    work()

    assert f"1 attempt {OFFER}" in seen(author.get(item_address(quiz, CHOICE)))
    assert corrected(author, quiz).status_code == 303


def test_an_attempt_that_was_open_is_marked_anew_when_it_is_handed_in(
    author: Client, course: Course, quiz: Quiz
) -> None:
    attempts_at(quiz, 1)
    attempt = make_attempt(make_user(), quiz)
    give_answer(attempt, 1, {"choice": 1})
    turn_the_key(course)
    corrected(author, quiz)
    work()

    finish_attempt(attempt)

    assert attempt.fraction == 0.5


def test_without_a_reason_nothing_is_done(author: Client, course: Course, quiz: Quiz) -> None:
    attempts_at(quiz, 1)
    turn_the_key(course)

    reply = corrected(author, quiz, reason="  ")

    assert reply.status_code == 422
    assert "Say in a sentence" in seen(reply)
    assert repairs() == []


def test_a_page_made_on_another_version_is_refused(author: Client, course: Course, quiz: Quiz) -> None:
    attempts_at(quiz, 1)
    turn_the_key(course)
    form = form_on(author.get(anew(quiz)), "section stack")
    imported(course, QUIZ_PATH, "He did not.", "He never did.")

    reply = author.post(anew(quiz), data={**form, "regrade": "yes", "reason": REASON})

    assert reply.status_code == 409
    assert "Look again at what marking anew would change." in seen(reply)
    assert repairs() == []


def test_while_the_marks_are_being_corrected_nobody_begins_anew(author: Client, course: Course, quiz: Quiz) -> None:
    attempts_at(quiz, 1)
    turn_the_key(course)
    form = form_on(author.get(anew(quiz)), "section stack")
    author.post(anew(quiz), data={**form, "reason": REASON})

    again = author.post(anew(quiz), data={**form, "reason": REASON})

    assert (again.status_code, author.get(anew(quiz)).status_code) == (409, 409)
    assert "are being corrected just now" in seen(again)
    assert [repair.state for repair in repairs()] == [RepairState.RUNNING]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_where_nothing_is_to_be_repaired_that_is_said(author: Client, quiz: Quiz, method: str) -> None:
    attempts_at(quiz, 1)

    reply = author.open(anew(quiz), method=method)

    assert reply.status_code == 404
    assert "There is nothing to mark anew" in seen(reply)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_there_is_no_such_question(author: Client, quiz: Quiz, method: str) -> None:
    assert author.open(anew(quiz, "never-written"), method=method).status_code == 404


def test_others_see_and_change_nothing(app: Flask, course: Course, quiz: Quiz) -> None:
    attempts_at(quiz, 1)
    turn_the_key(course)

    for user in others(course):
        stranger = new_client(app).login(user)
        assert stranger.get(anew(quiz)).status_code == 403
        assert stranger.post(anew(quiz), data={"reason": REASON}).status_code == 403

    assert new_client(app).get(anew(quiz)).status_code in (302, 303, 403)
    assert repairs() == []


def test_the_pages_ask_little_however_many_attempts_there_are(
    app: Flask, author: Client, course: Course, quiz: Quiz
) -> None:
    attempts_at(quiz, 1)
    turn_the_key(course)
    addresses = (anew(quiz), item_address(quiz, CHOICE))

    few = [asked(app, author, address) for address in addresses]
    older_version_of(quiz, attempts_at(quiz, 0, 1, 0))
    many = [asked(app, author, address) for address in addresses]

    assert "4 finished attempts" in seen(author.get(anew(quiz)))
    assert max(few) <= 6
    assert many == few


# In the bank.


@pytest.fixture
def banked(session: Session) -> Course:
    """A course with a bank, in which someone has answered that the bridge was built in 1205."""
    course = service.publish(session, bank_files(), author_id=None, now=NOW).course
    quiz = session.scalars(sa.select(Quiz).where(Quiz.key == "quarrel-quiz")).one()
    attempt = make_attempt(make_instructor(course), quiz)
    built = session.scalars(sa.select(Item.id).where(Item.key == "built")).one()
    position = next(slot.position for slot in slots_of(attempt) if slot.item_id == built)
    give_answer(attempt, position, {"text": "1205"})
    finish_attempt(attempt)
    return course


def bank_address(course: Course, rest: str = "/mark-anew") -> str:
    return f"/courses/{course.slug}/bank/items/built{rest}"


def test_the_bank_offers_it_too(client: Client, banked: Course) -> None:
    desk = client.login(make_instructor(banked))
    imported(banked, BANK_PATH, "answer: 1204", "answer: 1205")

    question = desk.get(bank_address(banked, ""))
    page = desk.get(bank_address(banked))
    form = form_on(page, "section stack")
    reply = desk.post(bank_address(banked), data={**form, "regrade": "yes", "reason": REASON})
    work()

    assert links(question)["Look at what marking them anew would change"] == bank_address(banked)
    assert "Scores that rise 1" in seen(page)
    assert (reply.status_code, [repair.state for repair in repairs()]) == (303, [RepairState.DONE])
    assert OFFER not in seen(desk.get(bank_address(banked, "")))
    assert desk.get(bank_address(banked)).status_code == 404


def test_the_bank_refuses_others_and_pages_that_are_not_up_to_date(app: Flask, banked: Course) -> None:
    imported(banked, BANK_PATH, "answer: 1204", "answer: 1205")
    desk = new_client(app).login(make_instructor(banked))

    stale = desk.post(bank_address(banked), data={"version": "0", "reason": REASON})
    refused = [
        new_client(app).login(user).open(bank_address(banked), method=method).status_code
        for user in others(banked)
        for method in ("GET", "POST")
    ]

    assert stale.status_code == 409
    assert refused == [403] * 6
    assert repairs() == []
