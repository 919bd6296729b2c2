"""Writing quizzes in the browser: without scripts, with every refusal beside what it refuses."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.authoring import service
from courses.authoring.queries import files_of, newest_version
from courses.authoring.quiz_editor.places import specs_of
from courses.items.rules.kinds import KINDS
from courses.shared.db import db
from models.catalogue import Course
from models.items import Item, Quiz
from models.quizzes import AttemptSlot
from tests.pages.authoring.editor import (
    CHOICE,
    COMMENTED,
    NUMBER,
    body_of,
    buttons,
    edited,
    file_now,
    form_on,
    item_address,
    versions,
)
from tests.pages.authoring.typed import MARKED, PROMPTS, TYPED, WRITTEN
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_user
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt
from tests.support.seen import main_part, seen
from tests.support.statements import recorded


def test_the_page_of_a_quiz_lists_its_questions(author: Client, quiz: Quiz) -> None:
    page = author.get(f"/quizzes/{quiz.id}/edit")

    assert "Who called the toll “unjust” [A 10]?" in seen(page)
    assert "Multiple choice · never asked yet" in seen(page)
    offered = form_on(page, "outline-add")
    assert offered == {"kind": ["multiple-choice"]}
    assert f'action="/quizzes/{quiz.id}/new-item"' in main_part(page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_every_kind_is_written_and_can_be_asked(
    author: Client, course: Course, quiz: Quiz, kind: str
) -> None:
    page = author.get(f"/quizzes/{quiz.id}/new-item?kind={kind}")
    prompt = PROMPTS.get(kind, "What was paid?")
    form = {**form_on(page), "id": "what-was-paid", "prompt": prompt, "evidence": ["a-8"], **TYPED[kind]}

    reply = author.post(f"/quizzes/{quiz.id}/new-item?kind={kind}", data=form)

    assert (reply.status_code, reply.location) == (303, item_address(quiz, "what-was-paid"))
    written = specs_of(file_now(course))["what-was-paid"]
    assert written == {
        "id": "what-was-paid",
        "kind": kind,
        "prompt": prompt,
        "evidence": ["a-8"],
        **WRITTEN[kind],
    }


@pytest.mark.parametrize("kind", [kind for kind in MARKED if kind != "essay"])
def test_a_question_of_every_kind_can_be_asked_and_answered(author: Client, quiz: Quiz, kind: str) -> None:
    address = f"/quizzes/{quiz.id}/new-item?kind={kind}"
    typed = {"id": "new", "prompt": PROMPTS.get(kind, "What was paid?"), "evidence": ["a-8"], **TYPED[kind]}
    author.post(address, data={**form_on(author.get(address)), **typed})

    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 3, KINDS[kind].key(body_of(quiz, "new")))

    assert finish_attempt(attempt).fraction == pytest.approx(1 / 3)


@pytest.mark.parametrize("kind", MARKED)
def test_opening_and_saving_a_question_of_every_kind_changes_nothing(
    author: Client, course: Course, quiz: Quiz, kind: str
) -> None:
    page = author.get(f"/quizzes/{quiz.id}/new-item?kind={kind}")
    form = {
        **form_on(page),
        "prompt": "Two\r\n\r\nparagraphs " + PROMPTS.get(kind, ""),
        "id": "new",
        "evidence": ["a-8"],
        "tags": "one, two",
        **TYPED[kind],
    }
    author.post(f"/quizzes/{quiz.id}/new-item?kind={kind}", data={**form, "marks": "2"})
    before = file_now(course)

    reply = edited(author, quiz, "new")

    assert reply.status_code == 303
    assert file_now(course) == before
    assert "marks: 2\n    tags: [one, two]" in before


def test_saving_changes_the_item_and_leaves_the_rest_of_the_file_as_it_was(
    author: Client, course: Course, quiz: Quiz
) -> None:
    reply = edited(author, quiz, NUMBER, answer="1205")

    assert reply.status_code == 303
    assert file_now(course) == COMMENTED.replace("1204", "1205")


def test_saving_without_a_change_leaves_the_layout_and_makes_no_version(
    author: Client, course: Course, quiz: Quiz
) -> None:
    assert edited(author, quiz, CHOICE).status_code == 303

    assert file_now(course) == COMMENTED
    assert versions(course) == 1


def test_attempts_begun_keep_their_wording_and_new_ones_get_the_new(author: Client, quiz: Quiz) -> None:
    learner = make_user()
    old = make_attempt(learner, quiz)

    edited(author, quiz, NUMBER, prompt="In which year?")
    finish_attempt(old)
    new = make_attempt(learner, quiz)

    versions_asked = db.session.scalars(
        sa.select(AttemptSlot.item_version_id)
        .where(AttemptSlot.attempt_id.in_([old.id, new.id]), AttemptSlot.position == 2)
        .order_by(AttemptSlot.attempt_id)
    ).all()
    assert len(set(versions_asked)) == 2


def test_the_files_hold_the_change_for_an_export(author: Client, course: Course, quiz: Quiz) -> None:
    edited(author, quiz, NUMBER, answer="1205")
    version = newest_version(db.session, course.id)
    assert version

    again = service.publish(db.session, files_of(db.session, version), author_id=None, now=NOW)

    assert again.plan.is_empty


def test_more_rows_keep_what_was_typed(author: Client, course: Course, quiz: Quiz) -> None:
    page = author.get(f"/quizzes/{quiz.id}/new-item?kind=ordering")
    form = {**form_on(page), "prompt": "Typed", "step": ["a", "b", "c"], "action": "more"}

    reply = author.post(f"/quizzes/{quiz.id}/new-item?kind=ordering", data=form)

    assert reply.status_code == 200
    shown = form_on(reply)
    assert shown["prompt"] == ["Typed"]
    assert shown["step"] == ["a", "b", "c", "", "", ""]
    assert versions(course) == 1


def test_a_preview_shows_the_question_and_saves_nothing(author: Client, course: Course, quiz: Quiz) -> None:
    reply = edited(author, quiz, CHOICE, prompt="Who *really* called it so?", action="preview")

    assert reply.status_code == 200
    assert "Who <em>really</em> called it so?" in main_part(reply)
    assert versions(course) == 1


def test_what_is_wrong_is_said_beside_what_was_typed(author: Client, course: Course, quiz: Quiz) -> None:
    reply = edited(author, quiz, CHOICE, **{"option-feedback": ["", ""], "prompt": "Kept words"})

    assert reply.status_code == 422
    assert "Options 2 : Say why this option is wrong" in seen(reply)
    assert form_on(reply)["prompt"] == ["Kept words"]
    assert versions(course) == 1


def test_a_wrong_preview_says_what_is_wrong(author: Client, quiz: Quiz) -> None:
    reply = edited(author, quiz, NUMBER, answer="twelve", action="preview")

    assert reply.status_code == 422
    assert "“Right answer” should be a number" in seen(reply)


def test_words_that_do_not_stand_in_the_source_are_refused(author: Client, quiz: Quiz) -> None:
    reply = edited(author, quiz, NUMBER, explanation="It says “a bridge of glass” [A 8].")

    assert reply.status_code == 422
    assert "bridge of glass" in seen(reply)


def test_evidence_that_does_not_exist_is_refused(author: Client, quiz: Quiz) -> None:
    assert "no passage 'a-99'" in seen(edited(author, quiz, NUMBER, **{"evidence-elsewhere": "a-99"}))


def test_an_id_that_is_taken_is_refused(author: Client, quiz: Quiz) -> None:
    form = {"prompt": "What?", "id": NUMBER, "answer": "1", "evidence": "a-8"}

    reply = author.post(f"/quizzes/{quiz.id}/new-item?kind=numeric", data=form)

    assert reply.status_code == 422
    assert "already taken" in seen(reply)


def test_two_questions_with_the_same_words_get_different_ids(author: Client, course: Course, quiz: Quiz) -> None:
    form = {"prompt": "Wann wurde die Brücke gebaut?", "answer": "1", "evidence": "a-8"}
    for _ in range(2):
        author.post(f"/quizzes/{quiz.id}/new-item?kind=numeric", data=form)

    assert list(specs_of(file_now(course)))[2:] == ["wann-wurde-die-brucke-gebaut", "wann-wurde-die-brucke-gebaut-2"]


def test_a_change_made_on_an_older_wording_is_shown_beside_the_newer(
    author: Client, course: Course, quiz: Quiz
) -> None:
    form = form_on(author.get(item_address(quiz, NUMBER)))
    edited(author, quiz, NUMBER, answer="1300")

    reply = author.post(item_address(quiz, NUMBER), data={**form, "answer": "1400"})

    assert reply.status_code == 409
    assert "answer: 1300" in seen(reply)
    assert form_on(reply)["answer"] == ["1400"]
    assert "answer: 1300" in file_now(course)
    assert author.post(item_address(quiz, NUMBER), data=form_on(reply)).status_code == 303
    assert "answer: 1400" in file_now(course)


def test_changes_of_two_questions_do_not_disturb_each_other(author: Client, course: Course, quiz: Quiz) -> None:
    form = form_on(author.get(item_address(quiz, NUMBER)))
    edited(author, quiz, CHOICE, prompt="Who was it?")

    assert author.post(item_address(quiz, NUMBER), data={**form, "answer": "1400"}).status_code == 303
    assert "Who was it?" in file_now(course)


def test_questions_change_places(author: Client, course: Course, quiz: Quiz) -> None:
    form = {"direction": "up", "base": buttons(author, quiz)}

    author.post(f"{item_address(quiz, NUMBER)}/move", data=form)

    assert list(specs_of(file_now(course))) == [NUMBER, CHOICE]
    assert seen(author.get(f"/quizzes/{quiz.id}/edit")).index("built") < seen(
        author.get(f"/quizzes/{quiz.id}/edit")
    ).index("called")


def test_a_question_taken_out_stays_in_the_attempts_that_asked_it(author: Client, course: Course, quiz: Quiz) -> None:
    attempt = make_attempt(quiz=quiz)

    author.post(f"{item_address(quiz, NUMBER)}/retire", data={"base": buttons(author, quiz)})

    assert list(specs_of(file_now(course))) == [CHOICE]
    assert db.session.scalars(sa.select(Item.retired_at).where(Item.key == NUMBER)).one()
    assert finish_attempt(attempt).fraction == 0


def test_the_last_question_cannot_be_taken_out(author: Client, course: Course, quiz: Quiz) -> None:
    author.post(f"{item_address(quiz, NUMBER)}/retire", data={"base": buttons(author, quiz)})

    reply = author.post(f"{item_address(quiz, CHOICE)}/retire", data={"base": buttons(author, quiz)})

    assert reply.status_code == 422
    assert "Add another" in seen(reply)


@pytest.mark.parametrize("act", ["move", "retire"])
def test_a_button_of_an_older_page_is_refused(author: Client, quiz: Quiz, act: str) -> None:
    base = buttons(author, quiz)
    edited(author, quiz, CHOICE, prompt="Who was it?")

    reply = author.post(f"{item_address(quiz, NUMBER)}/{act}", data={"base": base, "direction": "up"})

    assert reply.status_code == 409
    assert "Open it again" in seen(reply)


def test_title_and_pass_mark_are_changed(author: Client, course: Course, quiz: Quiz) -> None:
    form = {**form_on(author.get(f"/quizzes/{quiz.id}/edit")), "title": "Check it: well", "percent": "75"}

    reply = author.post(f"/quizzes/{quiz.id}/edit", data=form)

    assert reply.status_code == 303
    db.session.refresh(quiz)
    assert (quiz.title, quiz.pass_fraction) == ("Check it: well", 0.75)
    assert "# Ask this first." in file_now(course)


@pytest.mark.parametrize("percent", ["101", "-1", "many", ""])
def test_a_pass_mark_that_cannot_be_is_refused(author: Client, quiz: Quiz, percent: str) -> None:
    form = {"title": "Check it", "percent": percent, "base": buttons(author, quiz)}

    assert author.post(f"/quizzes/{quiz.id}/edit", data=form).status_code == 422


def test_pages_of_the_editor_ask_little(author: Client, app: Flask, quiz: Quiz) -> None:
    for path in (f"/quizzes/{quiz.id}/edit", item_address(quiz, CHOICE), f"/quizzes/{quiz.id}/new-item?kind=numeric"):
        with recorded(app) as statements:
            author.get(path)
        assert len(statements) <= 6
