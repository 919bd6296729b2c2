"""What the editor must not lose: the layout of what nobody changed, the order of lists, other people's changes."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.quiz_editor.places import specs_of
from courses.shared.db import db
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import (
    CHOICE,
    NUMBER,
    buttons,
    edited,
    file_now,
    form_on,
    item_address,
    quiz_of,
    versions,
)
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor
from tests.support.seen import main_part, seen
from tests.support.small_course import course_files

# Everything an author may lay out in another way than the editor would.
LAID_OUT = """id: the-bridge-quiz   # never changes
pass: 0.66666   # two thirds
items:
  - id: folded
    kind: multiple-response
    # A comment inside.
    prompt: >
      Who crossed
      the bridge?
    evidence: [my-own, a-8]
    marks: 1
    tags: []
    explanation: |
      First a paragraph.

      Then another.
    options:
      - text: 1204
        correct: true
      - text: >-
          Beasts,
          alike
        correct: false
        feedback: "No."
      - {text: 1.50, feedback: 'It''s no answer.'}
  - id: cased
    kind: short-answer
    prompt: What was paid?
    evidence: [a-8]
    answers: ["a penny", 007]
    case: false
"""


def published(session: Session, quiz: str) -> Course:
    return service.publish(session, course_files(quiz=quiz), author_id=None, now=NOW).course


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_question_saved_as_it_was_stays_as_its_author_laid_it_out(
    client: Client, session: Session, newline: str
) -> None:
    written = LAID_OUT.replace("\n", newline)
    course = published(session, written)
    author = client.login(make_instructor(course))

    replies = [edited(author, quiz_of(course), key) for key in ("folded", "cased")]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert file_now(course) == written
    assert versions(course) == 1


def test_a_change_keeps_the_order_of_the_passages(client: Client, session: Session) -> None:
    course = published(session, LAID_OUT)
    author = client.login(make_instructor(course))

    edited(author, quiz_of(course), "folded", evidence=["a-8", "a-10-council", "my-own"], prompt="Who?")

    assert specs_of(file_now(course))["folded"]["evidence"] == ["my-own", "a-8", "a-10-council"]


def test_lines_of_a_browser_are_lines_of_the_file(author: Client, course: Course, quiz: Quiz) -> None:
    edited(author, quiz, CHOICE, **{"option-feedback": ["", "First.\r\n\r\nSecond."]})

    assert specs_of(file_now(course))[CHOICE]["options"][1]["feedback"] == "First.\n\nSecond."
    assert "\\r" not in file_now(course)


def test_another_title_leaves_the_pass_mark_as_it_is_written(client: Client, session: Session) -> None:
    course = published(session, LAID_OUT)
    author = client.login(make_instructor(course))
    quiz = quiz_of(course)
    address = f"/quizzes/{quiz.id}/edit"

    reply = author.post(address, data={**form_on(author.get(address), "form"), "title": "Check it"})

    assert reply.status_code == 303
    assert file_now(course) == LAID_OUT.replace("changes\n", "changes\ntitle: Check it\n")
    db.session.refresh(quiz)
    assert quiz.pass_fraction == 0.66666


def test_another_pass_mark_gives_the_quiz_no_title_of_its_own(author: Client, course: Course, quiz: Quiz) -> None:
    address = f"/quizzes/{quiz.id}/edit"

    author.post(address, data={**form_on(author.get(address), "form"), "percent": "33.3333"})

    assert "title:" not in file_now(course)
    assert "pass: 0.333333\n" in file_now(course)


def test_a_preview_on_an_older_wording_does_not_put_it_over_the_newer(
    author: Client, course: Course, quiz: Quiz
) -> None:
    form = form_on(author.get(item_address(quiz, NUMBER)))
    edited(author, quiz, NUMBER, answer="1300")

    preview = author.post(item_address(quiz, NUMBER), data={**form, "answer": "1400", "action": "preview"})
    reply = author.post(item_address(quiz, NUMBER), data=form_on(preview))

    assert reply.status_code == 409
    assert "answer: 1300" in file_now(course)


@pytest.mark.parametrize("act", ["move", "retire"])
def test_a_button_for_a_question_that_is_gone_says_so(author: Client, quiz: Quiz, act: str) -> None:
    reply = author.post(f"{item_address(quiz, 'gone')}/{act}", data={"base": buttons(author, quiz), "direction": "up"})

    assert reply.status_code == 404
    assert "taken out" in seen(reply)


def test_a_number_is_shown_as_it_was_typed(author: Client, course: Course, quiz: Quiz) -> None:
    edited(author, quiz, NUMBER, answer="1204.50", tolerance=".5")

    page = author.get(item_address(quiz, NUMBER))

    assert form_on(page)["answer"] == ["1204.50"]
    assert 'value=".5"' in main_part(page)
