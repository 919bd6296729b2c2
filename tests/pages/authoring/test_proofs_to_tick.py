"""The proof of a claim is ticked: sentences of the lesson's passages, or exact words where sentences are too much."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.quiz_editor.places import specs_of
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import body_of, edited, file_now, form_on, item_address, quiz_of, versions
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor
from tests.support.seen import seen
from tests.support.small_course import course_files

PENNY = 'Whoever crossed it paid a penny, "man and beast alike".'
QUIZ = """id: the-bridge-quiz
items:
  - id: prove-it
    kind: evidence
    prompt: Prove it.
    proof:
      - passage: a-8
        text: paid a penny
      - passage: the-quarrel#a-10
        text: the toll was unjust
      - passage: a-8
        text: bridge of stone. Whoever crossed
    passages: [a-8, the-quarrel#a-10]
"""


@pytest.fixture
def course(session: Session) -> Course:
    return service.publish(session, course_files(quiz=QUIZ), author_id=None, now=NOW).course


@pytest.fixture
def author(client: Client, course: Course) -> Client:
    return client.login(make_instructor(course))


@pytest.fixture
def quiz(course: Course) -> Quiz:
    return quiz_of(course)


def proof_now(course: Course) -> list[dict[str, str]]:
    return specs_of(file_now(course))["prove-it"]["proof"]


def test_sentences_of_the_lesson_can_be_ticked(author: Client, quiz: Quiz) -> None:
    page = author.get(f"/quizzes/{quiz.id}/new-item?kind=evidence")

    assert "In 1204 the town built a bridge of stone." in seen(page)
    assert PENNY in seen(page)
    assert "The chronicle speaks of a Toll." in seen(page)
    assert "proof-sentence" not in form_on(page)


def test_a_ticked_sentence_proves_the_claim(author: Client, course: Course, quiz: Quiz) -> None:
    page = author.get(f"/quizzes/{quiz.id}/new-item?kind=evidence")
    form = {**form_on(page), "prompt": "What did it cost?", "proof-sentence": [f"a-8 {PENNY}"]}

    reply = author.post(f"/quizzes/{quiz.id}/new-item?kind=evidence", data=form)

    assert reply.status_code == 303
    assert specs_of(file_now(course))["what-did-it-cost"]["proof"] == [{"passage": "a-8", "text": PENNY}]
    passage = next(each for each in body_of(quiz, "what-did-it-cost")["passages"] if each["key"] == "a-8")
    assert passage["proof"] == [1]


def test_a_part_within_a_sentence_is_ticked_and_the_others_are_written(author: Client, quiz: Quiz) -> None:
    form = form_on(author.get(item_address(quiz, "prove-it")))

    assert form["proof-sentence"] == ["a-8 paid a penny"]
    assert form["proof-passage"] == ["the-quarrel#a-10", "a-8", ""]
    assert form["proof-text"] == ["the toll was unjust", "bridge of stone. Whoever crossed", ""]


def test_a_proof_nobody_touched_stays_as_it_is_written(author: Client, course: Course, quiz: Quiz) -> None:
    assert edited(author, quiz, "prove-it").status_code == 303

    assert file_now(course) == QUIZ
    assert versions(course) == 1


def test_what_is_ticked_besides_comes_last(author: Client, course: Course, quiz: Quiz) -> None:
    form = form_on(author.get(item_address(quiz, "prove-it")))
    ticked = ["my-own A paragraph with an anchor.", *form["proof-sentence"]]

    edited(author, quiz, "prove-it", **{"proof-sentence": ticked, "passages": "a-8 the-quarrel#a-10 my-own"})

    assert [part["passage"] for part in proof_now(course)] == ["a-8", "the-quarrel#a-10", "a-8", "my-own"]


def test_what_is_ticked_no_more_is_no_proof_any_more(author: Client, course: Course, quiz: Quiz) -> None:
    edited(author, quiz, "prove-it", **{"proof-sentence": []})

    assert [part["text"] for part in proof_now(course)] == ["the toll was unjust", "bridge of stone. Whoever crossed"]


def test_a_preview_shows_the_proof_and_keeps_it_ticked(author: Client, course: Course, quiz: Quiz) -> None:
    page = edited(author, quiz, "prove-it", **{"proof-sentence": [f"a-8 {PENNY}"], "action": "preview"})

    assert page.status_code == 200
    assert f"{PENNY} (proves it; you selected it)" in seen(page)
    assert form_on(page)["proof-sentence"] == [f"a-8 {PENNY}"]
    assert versions(course) == 1


def test_words_that_do_not_stand_there_can_be_corrected(author: Client, quiz: Quiz) -> None:
    page = edited(author, quiz, "prove-it", **{"proof-sentence": ["a-8 It was free."]})

    assert page.status_code == 422
    assert "These words do not stand in 'a-8' exactly" in seen(page)
    assert "It was free." in form_on(page)["proof-text"]
