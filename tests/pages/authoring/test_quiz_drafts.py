"""Drafts in the editor: kept while one types, offered again, never over what others have published."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from courses.shared.db import db
from models.authoring import Draft
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import NUMBER, buttons, edited, file_now, form_on, item_address, versions
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import make_instructor, make_learner
from tests.support.seen import links, seen

JSON = {"Accept": "application/json"}


def drafts() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) or 0


def type_on(author: Client, quiz: Quiz, **options: object) -> TestResponse:
    """What the page's script sends two seconds after somebody has typed."""
    form = form_on(author.get(item_address(quiz, NUMBER)))
    data = {**form, "answer": "1300", "action": "draft"}
    return author.post(item_address(quiz, NUMBER), data=data, **options)


def test_what_is_typed_is_kept_and_nothing_is_published(author: Client, course: Course, quiz: Quiz) -> None:
    reply = type_on(author, quiz, headers=JSON)

    assert reply.status_code == 200
    assert len(reply.json["kept"]) == len("14:05")  # ty: ignore[not-subscriptable]
    assert versions(course) == 1
    assert form_on(author.get(item_address(quiz, NUMBER)))["answer"] == ["1204"]


def test_a_draft_is_offered_with_its_age_and_gone_on_with(author: Client, course: Course, quiz: Quiz) -> None:
    type_on(author, quiz)

    offered = author.get(item_address(quiz, NUMBER))
    page = author.get(f"{item_address(quiz, NUMBER)}?draft=1")

    assert "You have a draft of this question" in seen(offered)
    assert "ago" in seen(offered)
    assert form_on(page)["answer"] == ["1300"]
    assert author.post(item_address(quiz, NUMBER), data=form_on(page)).status_code == 303
    assert "answer: 1300" in file_now(course)
    assert drafts() == 0


def test_a_draft_can_be_thrown_away(author: Client, quiz: Quiz) -> None:
    type_on(author, quiz)

    reply = author.post(item_address(quiz, NUMBER), data={"action": "discard"})

    assert reply.status_code == 303
    assert drafts() == 0
    assert "You have a draft" not in seen(author.get(item_address(quiz, NUMBER)))


def test_a_draft_of_an_older_wording_shows_both_and_loses_neither(author: Client, course: Course, quiz: Quiz) -> None:
    type_on(author, quiz)
    edited(new_client(author.application).login(make_instructor(course)), quiz, NUMBER, answer="1250")

    page = author.get(f"{item_address(quiz, NUMBER)}?draft=1")

    assert "answer: 1250" in seen(page)
    assert form_on(page)["answer"] == ["1300"]
    assert "answer: 1250" in file_now(course)


def test_a_new_question_has_its_draft_too(author: Client, quiz: Quiz) -> None:
    address = f"/quizzes/{quiz.id}/new-item?kind=numeric"
    author.post(address, data={**form_on(author.get(address)), "prompt": "Since when?", "action": "draft"})

    assert form_on(author.get(f"{address}&draft=1"))["prompt"] == ["Since when?"]
    assert "You have a draft" not in seen(author.get(f"/quizzes/{quiz.id}/new-item?kind=essay"))


def test_new_questions_of_two_kinds_do_not_take_each_others_draft(author: Client, quiz: Quiz) -> None:
    for kind, prompt in (("numeric", "Since when?"), ("essay", "Why at all?")):
        address = f"/quizzes/{quiz.id}/new-item?kind={kind}"
        author.post(address, data={**form_on(author.get(address)), "prompt": prompt, "action": "draft"})

    kept = form_on(author.get(f"/quizzes/{quiz.id}/new-item?kind=numeric&draft=1"))

    assert kept["prompt"] == ["Since when?"]


def test_others_do_not_see_it_and_learners_keep_none(app: Flask, author: Client, course: Course, quiz: Quiz) -> None:
    type_on(author, quiz)

    other = new_client(app).login(make_instructor(course))
    learner = new_client(app).login(make_learner(course))

    assert "You have a draft" not in seen(other.get(item_address(quiz, NUMBER)))
    assert learner.post(item_address(quiz, NUMBER), data={"action": "draft"}).status_code == 403
    assert drafts() == 1


def test_more_than_a_question_can_hold_is_not_kept(author: Client, quiz: Quiz) -> None:
    reply = author.post(item_address(quiz, NUMBER), data={"action": "draft", "prompt": ["x"] * 3_001}, headers=JSON)

    assert reply.status_code in (413, 422)
    assert drafts() == 0


def test_a_look_is_a_part_of_the_page_with_what_is_wrong(author: Client, course: Course, quiz: Quiz) -> None:
    right = edited(author, quiz, NUMBER, prompt="In *which* year?", action="look")
    wrong = edited(author, quiz, NUMBER, answer="twelve", action="look")

    assert (right.status_code, wrong.status_code) == (200, 422)
    assert "In <em>which</em> year?" in right.text
    assert "<main" not in right.text
    assert 'data-key="answer"' in wrong.text
    assert versions(course) == 1


def test_publishing_in_another_tab_sets_the_draft_aside_and_says_so(author: Client, course: Course, quiz: Quiz) -> None:
    second = form_on(author.get(item_address(quiz, NUMBER)))
    type_on(author, quiz)

    reply = author.post(item_address(quiz, NUMBER), data={**second, "answer": "1250"})

    assert "answer: 1250" in file_now(course)
    page = author.get(reply.location)
    assert "Another draft of this question" in seen(page)
    assert "was not published" in seen(page)
    history = author.get(f"/quizzes/{quiz.id}/history")
    address = links(history)["When was the bridge built?"]
    again = author.get(address)
    assert form_on(again)["answer"] == ["1300"]
    assert "answer: 1250" in seen(again)
    assert author.post(item_address(quiz, NUMBER), data=form_on(again)).status_code == 303
    assert "answer: 1300" in file_now(course)
    assert drafts() == 0


def test_a_draft_that_is_on_offer_survives_publishing_beside_it(author: Client, course: Course, quiz: Quiz) -> None:
    type_on(author, quiz)

    edited(author, quiz, NUMBER, answer="1250")

    (address,) = offered(author, quiz)
    assert form_on(author.get(address))["answer"] == ["1300"]


def test_a_draft_kept_in_another_tab_takes_the_place_of_none(author: Client, quiz: Quiz) -> None:
    first, second = (form_on(author.get(item_address(quiz, NUMBER))) for _tab in range(2))
    for form, answer in ((first, "1300"), (second, "1400"), (first, "1301"), (second, "1401")):
        author.post(item_address(quiz, NUMBER), data={**form, "answer": answer, "action": "draft"})

    (aside,) = offered(author, quiz)

    assert form_on(author.get(f"{item_address(quiz, NUMBER)}?draft=1"))["answer"] == ["1401"]
    assert form_on(author.get(aside))["answer"] == ["1301"]
    assert drafts() == 2


def test_typing_on_keeps_one_draft(author: Client, course: Course, quiz: Quiz) -> None:
    type_on(author, quiz)
    form = form_on(author.get(f"{item_address(quiz, NUMBER)}?draft=1"))

    for answer in ("1301", "1302"):
        author.post(item_address(quiz, NUMBER), data={**form, "answer": answer, "action": "draft"})

    assert drafts() == 1
    author.post(item_address(quiz, NUMBER), data={**form, "answer": "1303"})
    assert "answer: 1303" in file_now(course)
    assert drafts() == 0


def test_a_draft_set_aside_can_be_thrown_away(author: Client, quiz: Quiz) -> None:
    type_on(author, quiz)
    edited(author, quiz, NUMBER, answer="1250")
    (address,) = offered(author, quiz)

    author.post(item_address(quiz, NUMBER), data={**form_on(author.get(address)), "action": "discard"})

    assert drafts() == 0
    assert offered(author, quiz) == []


def test_publishing_a_new_question_leaves_the_draft_of_another_one(author: Client, quiz: Quiz) -> None:
    address = f"/quizzes/{quiz.id}/new-item?kind=numeric"
    first, second = (form_on(author.get(address)) for _tab in range(2))
    new = {"answer": "1204", "evidence": "a-8"}
    author.post(address, data={**first, **new, "prompt": "Since when?", "action": "draft"})

    assert author.post(address, data={**second, **new, "prompt": "Until when?"}).status_code == 303

    kept = author.get(links(author.get(f"/quizzes/{quiz.id}/history"))["Since when?"])
    assert form_on(kept)["prompt"] == ["Since when?"]


def test_a_draft_of_a_question_that_was_taken_out_is_in_the_history(author: Client, course: Course, quiz: Quiz) -> None:
    type_on(author, quiz)
    author.post(f"{item_address(quiz, NUMBER)}/retire", data={"base": buttons(author, quiz)})

    kept = author.get(links(author.get(f"/quizzes/{quiz.id}/history"))["When was the bridge built?"])

    assert form_on(kept)["answer"] == ["1300"]
    assert author.post(f"/quizzes/{quiz.id}/new-item?kind=numeric", data=form_on(kept)).status_code == 303
    assert "answer: 1300" in file_now(course)
    assert drafts() == 0


def test_a_new_question_is_not_in_the_way_of_the_draft_of_one_that_was_taken_out(author: Client, quiz: Quiz) -> None:
    address = f"/quizzes/{quiz.id}/new-item?kind=numeric"
    author.post(address, data={**form_on(author.get(address)), "prompt": "Since when?", "action": "draft"})
    type_on(author, quiz)
    author.post(f"{item_address(quiz, NUMBER)}/retire", data={"base": buttons(author, quiz)})

    offered_first = form_on(author.get(f"{address}&draft=1"))
    author.post(address, data={**form_on(author.get(address)), "action": "discard"})

    assert offered_first["prompt"] == ["Since when?"]
    kept = author.get(links(author.get(f"/quizzes/{quiz.id}/history"))["When was the bridge built?"])
    assert form_on(kept)["answer"] == ["1300"]
    assert drafts() == 1


def test_drafts_set_aside_are_their_authors_alone(app: Flask, author: Client, course: Course, quiz: Quiz) -> None:
    type_on(author, quiz)
    edited(author, quiz, NUMBER, answer="1250")
    (address,) = offered(author, quiz)
    other = new_client(app).login(make_instructor(course))

    assert "When was the bridge built?" not in links(other.get(f"/quizzes/{quiz.id}/history"))
    assert form_on(other.get(address))["answer"] == ["1250"]


def test_no_more_than_twenty_are_set_aside(author: Client, quiz: Quiz) -> None:
    address = f"/quizzes/{quiz.id}/new-item?kind=numeric"
    for number in range(23):
        form = form_on(author.get(address))
        author.post(address, data={**form, "prompt": f"Since {number}?", "action": "draft"})

    assert drafts() == 21
    assert {"Since 2?", "Since 22?"} <= set(links(author.get(f"/quizzes/{quiz.id}/history")))
    assert "Since 1?" not in links(author.get(f"/quizzes/{quiz.id}/history"))


def offered(author: Client, quiz: Quiz) -> list[str]:
    """Where the drafts of the question that were set aside are."""
    found = links(author.get(item_address(quiz, NUMBER)))
    return [address for words, address in found.items() if words.startswith("Look at the draft kept")]
