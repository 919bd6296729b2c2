"""An instructor sees what a repair would do, publishes it, and takes it back; learners read why their score is another."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.access.loaders.quizzes import quiz_to_edit
from courses.authoring.quiz_editor import drafts
from courses.authoring.quiz_editor.places import specs_of
from courses.authoring.quiz_editor.service import digest_of, open_file, place_of, tried
from courses.items.rules.drafting import spec_from
from courses.shared.db import db
from models.accounts import User
from models.authoring import Draft
from models.catalogue import Course
from models.enums import RepairState
from models.items import Item, Quiz
from models.quizzes import Repair
from tests.pages.authoring.editor import CHOICE, file_now, form_on, item_address, versions
from tests.pages.authoring.repairing import REASON, attempts_at, others, repairs, work
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor
from tests.support.factories.quizzes import viewer_of
from tests.support.seen import seen


@pytest.fixture
def writer(course: Course) -> User:
    return make_instructor(course)


@pytest.fixture
def desk(client: Client, writer: User) -> Client:
    return client.login(writer)


def turn_the_key(desk: Client, quiz: Quiz, writer: User) -> None:
    """Keep a draft in which the other option is right."""
    place = place_of(quiz_to_edit(db.session, viewer_of(writer), quiz.id))
    opened = open_file(db.session, place)
    fields = form_on(desk.get(item_address(quiz, CHOICE)))
    fields |= {"option-correct": ["1"], "option-feedback": ["He did not.", "", "", ""]}
    base = digest_of(opened.file.text_of(CHOICE))
    before = specs_of(opened.text)[CHOICE]
    text = opened.file.replaced(CHOICE, spec_from(fields, before["kind"], CHOICE, before))
    item, problems = tried(db.session, opened, text, CHOICE)
    assert item, problems
    where = (writer.id, place.course.id, place.path, CHOICE)
    drafts.keep(db.session, *where, fields, base, NOW, compiled=item)
    db.session.flush()


def impact(desk: Client, quiz: Quiz) -> TestResponse:
    return desk.get(f"{item_address(quiz, CHOICE)}/impact")


def publish(desk: Client, quiz: Quiz, **fields: str) -> TestResponse:
    """Press a button of the page before publishing."""
    form = form_on(impact(desk, quiz), "section stack")
    sent = {"regrade": "yes", "reason": REASON, **fields}
    return desk.post(f"{item_address(quiz, CHOICE)}/publish", data={**form, **sent})


def the_repair() -> Repair:
    return next(iter(repairs()))


def test_the_page_shows_every_score_before_and_after(desk: Client, quiz: Quiz, writer: User) -> None:
    attempts_at(quiz, 0, 1, 1)
    turn_the_key(desk, quiz, writer)

    page = impact(desk, quiz)

    assert page.status_code == 200
    words = seen(page)
    assert "3 finished attempts have answered this question." in words
    assert "Scores that rise 2" in words
    assert "Scores that fall 1" in words
    for number in range(3):
        assert f"Reader {number}" in words


def test_looking_changes_nothing(desk: Client, quiz: Quiz, course: Course, writer: User) -> None:
    attempt, *_ = attempts_at(quiz, 1)
    before = attempt.fraction
    turn_the_key(desk, quiz, writer)

    impact(desk, quiz)

    db.session.expire_all()
    assert (attempt.fraction, versions(course)) == (before, 1)


def test_publishing_corrects_the_marks_and_tells_the_learner_why(
    app: Flask, desk: Client, quiz: Quiz, writer: User
) -> None:
    attempt, *_ = attempts_at(quiz, 1)
    before = attempt.fraction
    turn_the_key(desk, quiz, writer)

    reply = publish(desk, quiz)
    work()

    assert reply.status_code == 303
    assert reply.location.endswith(f"/repairs/{the_repair().id}")
    assert attempt.fraction is not None
    assert before is not None
    assert attempt.fraction > before
    learner = db.session.get_one(User, attempt.user_id)
    result = seen(new_client(app).login(learner).get(f"/attempts/{attempt.id}"))
    assert REASON in result


def test_the_page_of_the_repair_says_when_it_is_done(desk: Client, quiz: Quiz, writer: User) -> None:
    attempts_at(quiz, 1)
    turn_the_key(desk, quiz, writer)
    address = publish(desk, quiz).location

    before = seen(desk.get(address))
    work()
    after = seen(desk.get(address))

    assert "The marks are being corrected." in before
    assert "0 of 1 answers" in before
    assert "1 of 1 answers" in after
    assert "Take the correction back" in after


def test_taking_it_back_restores_the_scores(desk: Client, quiz: Quiz, writer: User) -> None:
    attempts = attempts_at(quiz, 0, 1)
    before = [attempt.fraction for attempt in attempts]
    turn_the_key(desk, quiz, writer)
    address = publish(desk, quiz).location
    work()

    reply = desk.post(f"{address}/undo")
    work()

    assert reply.status_code == 303
    assert [attempt.fraction for attempt in attempts] == before
    assert "every score is what it was before" in seen(desk.get(address))


def test_for_new_attempts_only_leaves_the_marks(desk: Client, quiz: Quiz, course: Course, writer: User) -> None:
    attempt, *_ = attempts_at(quiz, 1)
    before = attempt.fraction
    turn_the_key(desk, quiz, writer)

    reply = publish(desk, quiz, regrade="no", reason="")

    db.session.expire_all()
    assert reply.status_code == 303
    assert "He did not." in file_now(course)
    assert attempt.fraction == before
    assert db.session.scalars(sa.select(Repair)).all() == []


def test_without_a_reason_nothing_is_published(desk: Client, quiz: Quiz, course: Course, writer: User) -> None:
    attempts_at(quiz, 1)
    turn_the_key(desk, quiz, writer)

    reply = publish(desk, quiz, reason="  ")

    assert reply.status_code == 422
    assert "Say in a sentence" in seen(reply)
    assert versions(course) == 1


def test_a_published_draft_is_gone(desk: Client, quiz: Quiz, writer: User) -> None:
    attempts_at(quiz, 1)
    turn_the_key(desk, quiz, writer)
    publish(desk, quiz)

    again = desk.post(f"{item_address(quiz, CHOICE)}/publish", data={"regrade": "yes", "reason": REASON, "digest": ""})

    assert again.status_code == 404
    assert impact(desk, quiz).status_code == 404


def test_a_page_made_on_another_state_is_refused(desk: Client, quiz: Quiz, course: Course, writer: User) -> None:
    turn_the_key(desk, quiz, writer)

    reply = desk.post(
        f"{item_address(quiz, CHOICE)}/publish", data={"regrade": "yes", "reason": REASON, "digest": "another"}
    )

    assert reply.status_code == 409
    assert versions(course) == 1


def test_others_see_and_change_nothing(
    app: Flask, session: Session, desk: Client, course: Course, quiz: Quiz, writer: User
) -> None:
    attempts_at(quiz, 1)
    turn_the_key(desk, quiz, writer)
    address = publish(desk, quiz).location
    work()

    for user in others(course):
        stranger = new_client(app).login(user)
        assert impact(stranger, quiz).status_code == 403
        assert stranger.post(f"{item_address(quiz, CHOICE)}/publish").status_code == 403
        assert stranger.get(address).status_code == 403
        assert stranger.post(f"{address}/undo").status_code == 403

    assert the_repair().state is RepairState.DONE


def test_a_draft_belongs_to_whoever_wrote_it(
    app: Flask, desk: Client, course: Course, quiz: Quiz, writer: User
) -> None:
    turn_the_key(desk, quiz, writer)
    colleague = make_instructor(course)

    assert impact(new_client(app).login(colleague), quiz).status_code == 404


def test_there_is_no_such_repair(desk: Client) -> None:
    assert desk.get("/repairs/999999").status_code == 404
    assert desk.post("/repairs/999999/undo").status_code == 404


@pytest.mark.parametrize("ending", ["impact", "publish"])
def test_the_wrong_method_is_refused(desk: Client, quiz: Quiz, ending: str) -> None:
    address = f"{item_address(quiz, CHOICE)}/{ending}"

    reply = desk.get(address) if ending == "publish" else desk.post(address)

    assert reply.status_code == 405


def test_the_question_repaired_is_the_one_of_the_item(desk: Client, quiz: Quiz, writer: User) -> None:
    attempts_at(quiz, 1)
    turn_the_key(desk, quiz, writer)
    publish(desk, quiz)

    item = db.session.get_one(Item, the_repair().item_id)

    assert item.key == CHOICE


def test_saving_an_answered_question_leads_to_the_page_before_publishing(
    desk: Client, quiz: Quiz, course: Course
) -> None:
    attempts_at(quiz, 1)
    form = form_on(desk.get(item_address(quiz, CHOICE)))

    reply = desk.post(
        item_address(quiz, CHOICE), data={**form, "option-correct": ["1"], "option-feedback": ["No.", ""]}
    )
    page = desk.get(reply.location)

    assert reply.status_code == 303
    assert versions(course) == 1
    assert "1 finished attempt has answered this question." in seen(page)


def test_saving_a_question_that_nobody_has_answered_publishes_it(desk: Client, quiz: Quiz, course: Course) -> None:
    form = form_on(desk.get(item_address(quiz, CHOICE)))

    desk.post(item_address(quiz, CHOICE), data={**form, "option-correct": ["1"], "option-feedback": ["No.", ""]})

    assert versions(course) == 2


def test_a_draft_changed_after_the_impact_was_shown_is_not_published(
    desk: Client, quiz: Quiz, course: Course, writer: User
) -> None:
    attempts_at(quiz, 1)
    turn_the_key(desk, quiz, writer)
    form = form_on(impact(desk, quiz), "section stack")
    draft = db.session.scalars(sa.select(Draft)).one()
    draft.fields = {**draft.fields, "prompt": ["Who really built the bridge?"]}
    db.session.commit()

    reply = desk.post(f"{item_address(quiz, CHOICE)}/publish", data={**form, "regrade": "yes", "reason": REASON})

    assert reply.status_code == 409
    assert versions(course) == 1
