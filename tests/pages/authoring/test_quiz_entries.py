"""Sections, pools and questions of the bank in a quiz, and the order of all entries."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.quiz_editor.places import specs_of
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import CHOICE, NUMBER, buttons, edited, file_now, form_on, item_address, versions
from tests.support.client import Client
from tests.support.factories.catalogue import NOW
from tests.support.seen import plain, seen
from tests.support.small_course import course_files
from tests.support.statements import recorded

BANK = """id: rivers
title: Rivers / Bridges
items:
  - id: how-long
    kind: numeric
    prompt: How long is the river?
    answer: 300
    tags: [river]
    difficulty: easy
  - id: how-wide
    kind: numeric
    prompt: How wide is the river?
    answer: 30
    tags: [river, width]
  - id: who-fished
    kind: true-false
    prompt: Fish are caught there.
    answer: true
"""
JSON = {"Accept": "application/json"}


@pytest.fixture
def course(session: Session) -> Course:
    files = {**course_files(), "bank/rivers.yaml": BANK.encode()}
    return service.publish(session, files, author_id=None, now=NOW).course


def add(author: Client, quiz: Quiz, kind: str, query: str = "", **typed: str) -> int:
    return author.post(f"/quizzes/{quiz.id}/new-item?kind={kind}{query}", data=typed).status_code


def test_a_section_is_added_behind_the_open_entry_and_changed(author: Client, course: Course, quiz: Quiz) -> None:
    assert add(author, quiz, "section", f"&after={CHOICE}", title="Numbers", shuffle="1") == 303

    assert list(specs_of(file_now(course))) == [CHOICE, "section-1", NUMBER]
    assert specs_of(file_now(course))["section-1"] == {
        "id": "section-1",
        "kind": "section",
        "title": "Numbers",
        "shuffle": True,
    }
    assert edited(author, quiz, "section-1", title="All numbers", shuffle=[]).status_code == 303
    assert specs_of(file_now(course))["section-1"] == {"id": "section-1", "kind": "section", "title": "All numbers"}
    assert "All numbers" in seen(author.get(f"/quizzes/{quiz.id}/edit"))


def test_a_pool_draws_from_the_bank(author: Client, course: Course, quiz: Quiz) -> None:
    typed = {"draw": "2", "category": "rivers", "tags": "river", "difficulty": "", "marks": "2"}

    assert add(author, quiz, "pool", **typed) == 303

    assert specs_of(file_now(course))["pool-1"] == {
        "id": "pool-1",
        "kind": "pool",
        "category": "rivers",
        "tags": ["river"],
        "draw": 2,
        "marks": 2,
    }
    assert "2 drawn from: rivers, river" in seen(author.get(f"/quizzes/{quiz.id}/edit"))
    assert form_on(author.get(item_address(quiz, "pool-1")))["category"] == ["rivers"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "3 questions fit"),
        ({"tags": "river"}, "2 questions fit"),
        ({"tags": "river, width"}, "1 question fits"),
        ({"difficulty": "easy", "draw": "2"}, "1 question fits The pool asks for 2."),
        ({"category": "rivers", "tags": "sea", "draw": "1"}, "0 questions fit The pool asks for 1."),
    ],
)
def test_what_fits_a_pool_is_counted_before_it_is_published(
    author: Client, course: Course, quiz: Quiz, typed: dict[str, str], words: str
) -> None:
    address = f"/quizzes/{quiz.id}/new-item?kind=pool"
    part = author.post(address, data={**typed, "action": "look"})
    whole = author.post(address, data={**typed, "action": "preview"})

    assert "3 questions fit" in seen(author.get(address))
    assert words in plain(part.text)
    assert "<main" not in part.text
    assert words in seen(whole)
    assert form_on(whole)["tags"] == [typed.get("tags", "")]
    assert versions(course) == 1


def test_a_question_that_the_quiz_asks_itself_is_not_offered_to_a_pool(
    author: Client, course: Course, quiz: Quiz
) -> None:
    assert add(author, quiz, "bank", id="how-wide") == 303

    page = author.get(f"/quizzes/{quiz.id}/new-item?kind=pool")

    assert "2 questions fit" in seen(page)
    assert "How wide is the river?" not in page.text.split("What the pool can draw")[1]


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("pool", {"draw": "9"}, "draws 9"),
        ("pool", {}, "Fill in “How many questions”"),
        ("pool", {"draw": "1", "category": "seas"}, "no file with the id 'seas'"),
        ("pool", {"draw": "1", "marks": "0"}, "above 0"),
        ("section", {"title": ""}, "Give the section a title"),
        ("bank", {"id": "none"}, "no question 'none'"),
        ("bank", {}, "“Id”"),
    ],
)
def test_what_cannot_stand_in_a_quiz_is_refused(
    author: Client, course: Course, quiz: Quiz, kind: str, typed: dict[str, str], words: str
) -> None:
    reply = author.post(f"/quizzes/{quiz.id}/new-item?kind={kind}&after={CHOICE}", data=typed)

    assert reply.status_code == 422
    assert words in seen(reply)
    assert versions(course) == 1


def test_the_bank_is_looked_through_and_a_question_taken(author: Client, course: Course, quiz: Quiz) -> None:
    page = author.get(f"/quizzes/{quiz.id}/new-item?kind=bank&q=wide+river")

    assert "How wide is the river?" in seen(page)
    assert "How long" not in seen(page)
    assert "has no such question" in seen(author.get(f"/quizzes/{quiz.id}/new-item?kind=bank&q=castle"))
    assert add(author, quiz, "bank", id="how-wide", marks="3") == 303
    assert specs_of(file_now(course))["how-wide"] == {"id": "how-wide", "kind": "bank", "marks": 3}
    assert "How wide is the river?" in seen(author.get(f"/quizzes/{quiz.id}/edit"))


def test_a_question_of_the_bank_stands_in_a_quiz_once(author: Client, course: Course, quiz: Quiz) -> None:
    add(author, quiz, "bank", id="how-wide")

    reply = author.post(f"/quizzes/{quiz.id}/new-item?kind=bank", data={"id": "how-wide"})

    assert reply.status_code == 422
    assert "twice" in seen(reply)


def test_an_entry_changed_meanwhile_is_shown_beside(author: Client, course: Course, quiz: Quiz) -> None:
    add(author, quiz, "section", f"&after={CHOICE}", title="First")
    form = form_on(author.get(item_address(quiz, "section-1")))
    edited(author, quiz, "section-1", title="Second")

    reply = author.post(item_address(quiz, "section-1"), data={**form, "title": "Third"})

    assert reply.status_code == 409
    assert "title: Second" in seen(reply)
    assert form_on(reply)["title"] == ["Third"]


def test_an_entry_moves_to_a_place_and_the_next_move_knows_it(author: Client, course: Course, quiz: Quiz) -> None:
    add(author, quiz, "bank", id="how-wide")
    base = buttons(author, quiz)

    first = author.post(f"{item_address(quiz, 'how-wide')}/move", data={"base": base, "place": "0"}, headers=JSON)
    second = author.post(
        f"{item_address(quiz, CHOICE)}/move",
        data={"base": first.json["base"], "place": "2"},  # ty: ignore[not-subscriptable]
        headers=JSON,
    )

    assert (first.status_code, second.status_code) == (200, 200)
    assert list(specs_of(file_now(course))) == ["how-wide", NUMBER, CHOICE]


def test_a_move_on_an_older_state_is_refused(author: Client, course: Course, quiz: Quiz) -> None:
    base = buttons(author, quiz)
    add(author, quiz, "bank", id="how-wide")

    reply = author.post(f"{item_address(quiz, NUMBER)}/move", data={"base": base, "place": "0"}, headers=JSON)

    assert reply.status_code == 409
    assert "Open it again" in reply.json["error"]  # ty: ignore[not-subscriptable]


def test_a_move_that_leaves_a_section_empty_says_so(author: Client, course: Course, quiz: Quiz) -> None:
    add(author, quiz, "section", f"&after={CHOICE}", title="Numbers")

    reply = author.post(
        f"{item_address(quiz, 'section-1')}/move", data={"base": buttons(author, quiz), "direction": "down"}
    )

    assert reply.status_code == 422
    assert "no questions" in seen(reply)
    assert list(specs_of(file_now(course))) == [CHOICE, "section-1", NUMBER]


def test_a_section_taken_out_leaves_its_questions(author: Client, course: Course, quiz: Quiz) -> None:
    add(author, quiz, "section", f"&after={CHOICE}", title="Numbers")

    author.post(f"{item_address(quiz, 'section-1')}/retire", data={"base": buttons(author, quiz)})

    assert list(specs_of(file_now(course))) == [CHOICE, NUMBER]


def test_pages_of_entries_ask_little(author: Client, app: Flask, quiz: Quiz) -> None:
    for kind in ("section", "pool", "bank&q=river"):
        with recorded(app) as statements:
            assert author.get(f"/quizzes/{quiz.id}/new-item?kind={kind}").status_code == 200
        assert len(statements) <= 6
