"""What every question may have: hints and their price, a name, a difficulty, passages of other lessons; and what is only kept."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.quiz_editor.places import specs_of
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import NUMBER, edited, file_now, form_on, item_address, quiz_of, versions
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor
from tests.support.seen import seen
from tests.support.small_course import course_files

FULL = """id: the-bridge-quiz
items:
  - id: full
    kind: numeric
    title: The year
    prompt: When?
    evidence: [a-8, the-quarrel#a-10]
    answer: 1204
    hints: [Look at A 8., "It is the first word."]
    penalty: 0.3333333
    difficulty: hard
    kept: {moodle_xml: "<question/>"}
"""


@pytest.fixture
def full(session: Session) -> Course:
    return service.publish(session, course_files(quiz=FULL), author_id=None, now=NOW).course


def test_hints_price_name_and_difficulty_are_written(author: Client, course: Course, quiz: Quiz) -> None:
    typed = {"hint": ["Look at A 8.", "", "Second."], "penalty": "25", "title": "The year", "difficulty": "easy"}

    assert edited(author, quiz, NUMBER, **typed).status_code == 303

    written = specs_of(file_now(course))[NUMBER]
    assert {key: written[key] for key in ("hints", "penalty", "title", "difficulty")} == {
        "hints": ["Look at A 8.", "Second."],
        "penalty": 0.25,
        "title": "The year",
        "difficulty": "easy",
    }


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"penalty": "150"}, "from 0 to 100 per cent"),
        ({"penalty": "much"}, "“What each further try costs” should be a number"),
        ({"difficulty": "odd"}, "difficulty"),
    ],
)
def test_what_cannot_be_is_refused(author: Client, course: Course, quiz: Quiz, typed: dict, words: str) -> None:
    reply = edited(author, quiz, NUMBER, **typed)

    assert reply.status_code == 422
    assert words in seen(reply)
    assert versions(course) == 1


def test_nothing_of_it_changes_when_it_is_saved_as_it_was(client: Client, full: Course) -> None:
    author = client.login(make_instructor(full))

    assert edited(author, quiz_of(full), "full").status_code == 303

    assert file_now(full) == FULL


def test_what_a_foreign_format_holds_survives_a_change(client: Client, full: Course) -> None:
    author = client.login(make_instructor(full))

    edited(author, quiz_of(full), "full", answer="1205")

    written = specs_of(file_now(full))["full"]
    assert written["answer"] == 1205
    assert written["kept"] == {"moodle_xml": "<question/>"}
    assert written["penalty"] == 0.3333333


def test_the_reading_of_another_lesson_can_be_ticked(client: Client, full: Course) -> None:
    author = client.login(make_instructor(full))
    address = item_address(quiz_of(full), "full")
    form = form_on(author.get(address))

    page = author.post(address, data={**form, "prompt": "Typed", "lesson": "the-quarrel", "action": "reading"})

    shown = form_on(page)
    assert page.status_code == 200
    assert shown["prompt"] == ["Typed"]
    assert sorted(shown["evidence"]) == ["a-8", "the-quarrel#a-10"]
    assert author.post(address, data=shown).status_code == 303
    assert specs_of(file_now(full))["full"]["evidence"] == ["a-8", "the-quarrel#a-10"]


def test_passages_of_a_lesson_come_alone_for_the_panel(author: Client, course: Course) -> None:
    reply = author.get(f"/courses/{course.slug}/passages/the-quarrel?own=the-bridge")

    assert reply.status_code == 200
    assert 'value="the-quarrel#a-10"' in reply.text
    assert "<main" not in reply.text
    assert 'value="a-8"' in author.get(f"/courses/{course.slug}/passages/the-bridge?own=the-bridge").text
    assert author.get(f"/courses/{course.slug}/passages/none").status_code == 404
