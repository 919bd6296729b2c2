"""What instructors see of a quiz's answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from courses.shared import clock
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course, Lesson
from models.items import Item, Quiz
from tests.support.client import Client
from tests.support.delivery import deliver_due
from tests.support.factories.catalogue import make_instructor, make_learner, make_lesson, make_passage, make_user
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt
from tests.support.seen import seen
from tests.support.statements import recorded


@pytest.fixture
def lesson(session: Session) -> Lesson:
    return make_lesson(title="The first bridge", needs_quiz=True)


@pytest.fixture
def quiz(lesson: Lesson) -> Quiz:
    made = make_quiz(lesson)
    make_item(made, evidence=[make_passage(lesson, text="The town built it.")])
    return made


@pytest.fixture
def instructor(lesson: Lesson) -> User:
    return make_instructor(course_of(lesson))


def course_of(lesson: Lesson) -> Course:
    return db.session.get_one(Course, lesson.course_id)


def answered(quiz: Quiz, *choices: int | None) -> None:
    for choice in choices:
        attempt = make_attempt(make_user(), quiz)
        if choice is not None:
            give_answer(attempt, 1, {"choice": choice})
        finish_attempt(attempt)
    deliver_due(now=clock.now() + timedelta(minutes=2))


def test_answers_are_counted_with_what_was_right(client: Client, quiz: Quiz, instructor: User) -> None:
    make_attempt(make_user(), quiz)
    answered(quiz, 0, 0, 1, None)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert "Finished attempts 4" in words
    assert "2 of 4 attempts" in words
    assert "On average 50% of the marks, from 4 attempts; 1 without an answer" in words
    assert "The town right 2 of 4" in words
    assert "The king 1 of 4" in words
    assert "The town built it." in words


def test_before_the_first_answer_there_are_no_figures(client: Client, quiz: Quiz, instructor: User) -> None:
    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert "No finished attempt has asked this yet" in words
    assert "%" not in words


def test_answers_to_an_earlier_wording_are_told_apart(client: Client, lesson: Lesson, instructor: User) -> None:
    quiz = make_quiz(lesson)
    place = make_item(quiz)
    answered(quiz, 1)
    place.item_version_id = make_version(db.session.get_one(Item, place.item_id), number=2, prompt="Who really?").id
    answered(quiz, 0)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert "On average 50% of the marks, from 2 attempts" in words
    assert "1 attempt answered an earlier wording" in words
    assert "The king 0 of 1" in words


def test_the_list_of_quizzes_shows_questions_attempts_and_mean(
    client: Client, quiz: Quiz, instructor: User, lesson: Lesson
) -> None:
    answered(quiz, 0, 1)

    words = seen(client.login(instructor).get(f"/courses/{course_of(lesson).slug}/quizzes"))

    assert "The first bridge 1 2 50%" in words


def test_a_course_without_quizzes_says_so(client: Client, lesson: Lesson, instructor: User) -> None:
    assert "No quizzes yet" in seen(client.login(instructor).get(f"/courses/{course_of(lesson).slug}/quizzes"))


def test_results_ask_the_same_of_many_answers_as_of_few(
    client: Client, app: Flask, quiz: Quiz, instructor: User
) -> None:
    client.login(instructor)
    counts = []
    for _ in range(2):
        answered(quiz, 0, 1, None)
        make_item(quiz, "short-answer")
        with recorded(app) as statements:
            client.get(f"/quizzes/{quiz.id}/results")
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 6


def test_very_many_quizzes_stand_on_pages(client: Client, instructor: User, lesson: Lesson) -> None:
    for number in range(101):
        make_quiz(lesson, title=f"Quiz {number}")
    address = f"/courses/{course_of(lesson).slug}/quizzes"

    first, second = client.login(instructor).get(address), client.get(f"{address}?page=2")

    assert "Page 1 of 2" in seen(first)
    assert "Page 2 of 2" in seen(second)
    assert [page.text.count(">Results<") for page in (first, second)] == [100, 1]
    assert client.get(f"{address}?page=3").status_code == 404


@pytest.mark.parametrize("path", ["/quizzes/{quiz}/results", "/courses/{slug}/quizzes"])
def test_learners_and_visitors_see_no_results(
    client: Client, app: Flask, quiz: Quiz, lesson: Lesson, path: str
) -> None:
    address = path.format(quiz=quiz.id, slug=course_of(lesson).slug)

    assert client.get(address).status_code == 403
    assert client.login(make_learner(course_of(lesson))).get(address).status_code == 403


def test_instructors_of_another_course_see_no_results(client: Client, quiz: Quiz) -> None:
    stranger = make_instructor(course_of(make_lesson()))

    assert client.login(stranger).get(f"/quizzes/{quiz.id}/results").status_code == 403
