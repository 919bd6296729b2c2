"""Statistics and misunderstood passages, as instructors see them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from courses.quizzes import counting
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course, Lesson, Passage
from models.items import OptionEvidence, Quiz
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    make_instructor,
    make_learner,
    make_lesson,
    make_module,
    make_passage,
    make_source,
)
from tests.support.factories.gradebook import count_quiz, make_finished
from tests.support.factories.items import make_item, make_quiz
from tests.support.seen import seen
from tests.support.statements import recorded


@pytest.fixture
def lesson(session: Session) -> Lesson:
    return make_lesson(title="The first bridge", needs_quiz=True)


@pytest.fixture
def passages(lesson: Lesson) -> list[Passage]:
    words = ("The town built it.", "Nobody asks about me.", "The toll was a penny.", "The abbot disagreed.")
    return [make_passage(lesson, text=text) for text in words]


@pytest.fixture
def quiz(lesson: Lesson, passages: list[Passage]) -> Quiz:
    made = make_quiz(lesson)
    for passage in (passages[0], passages[2], passages[3]):
        make_item(made, evidence=[passage])
    return made


@pytest.fixture
def instructor(lesson: Lesson) -> User:
    return make_instructor(db.session.get_one(Course, lesson.course_id))


def answered_by(quiz: Quiz, count: int) -> None:
    """The third question is answered by four only, the others by everybody; the able answer both."""
    for number in range(count):
        able = number / max(1, count - 1)
        make_finished(quiz, [float(able > 0.3), float(able > 0.6), float(able > 0.5) if number < 4 else None])
    count_quiz(quiz)


def test_the_whole_and_every_question_have_their_figures_with_counts(
    client: Client, quiz: Quiz, instructor: User
) -> None:
    answered_by(quiz, 20)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert "from 20 attempts at 3 questions" in words
    assert "with 95% confidence" in words
    assert "first finished attempt of each learner counts: 20" in words
    assert "Upper third of" in words
    assert "n 20" in words


def test_below_ten_attempts_only_means_are_shown(client: Client, quiz: Quiz, instructor: User) -> None:
    answered_by(quiz, 9)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert "Discrimination, reliability and thirds are shown from 10 attempts" in words
    assert "with 95% confidence" not in words
    assert "Upper third" not in words


def test_only_the_first_attempt_of_a_learner_counts_in_the_figures(
    client: Client, quiz: Quiz, instructor: User
) -> None:
    learner = make_learner(db.session.get_one(Course, quiz.course_id))
    make_finished(quiz, [0.0, 0.0, 0.0], learner)
    make_finished(quiz, [1.0, 1.0, 1.0], learner, number=2)
    count_quiz(quiz)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert "Finished attempts 2" in words
    assert "counts: 1" in words
    assert "On average 0% of the marks, from 1 attempts" in words


def test_before_the_count_the_page_says_that_it_comes(client: Client, quiz: Quiz, instructor: User) -> None:
    make_finished(quiz, [1.0, 1.0, 1.0])
    counting.touch(db.session, quiz.id, now=NOW)

    assert "Look again in a minute" in seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))


def test_what_happened_after_the_count_is_announced(client: Client, quiz: Quiz, instructor: User) -> None:
    answered_by(quiz, 2)
    counting.touch(db.session, quiz.id, now=NOW)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert "Something has happened since" in words
    assert "Finished attempts 2" in words


def test_a_question_taken_out_keeps_its_figures_and_says_so(client: Client, quiz: Quiz, instructor: User) -> None:
    answered_by(quiz, 3)
    place = make_item(quiz)
    make_finished(quiz, [1.0, 1.0, 1.0, 1.0])
    db.session.delete(place)
    count_quiz(quiz)

    assert "drawn, or taken out since" in seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))


def test_a_text_without_a_question_has_no_figures(client: Client, quiz: Quiz, instructor: User) -> None:
    make_item(quiz, marks=0)
    answered_by(quiz, 3)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert "Question 3" in words
    assert "Question 4" not in words


def test_the_passages_at_which_most_is_lost_stand_in_the_results(client: Client, quiz: Quiz, instructor: User) -> None:
    answered_by(quiz, 10)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/results"))

    assert words.index("The toll was a penny. 60%") < words.index("The town built it. 30%")
    assert "6 of 10 answers not fully right, from 10 readers" in words


def test_the_heat_map_shows_the_reading_in_its_order_with_numbers(client: Client, quiz: Quiz, instructor: User) -> None:
    answered_by(quiz, 10)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/heat"))

    assert "The town built it. 30% of the marks lost" in words
    assert "Nobody asks about me. No question asks about it" in words
    assert "The toll was a penny. 60% of the marks lost" in words


def test_nothing_is_told_below_five_readers(client: Client, quiz: Quiz, instructor: User) -> None:
    answered_by(quiz, 10)

    reply = client.login(instructor).get(f"/quizzes/{quiz.id}/heat")

    assert "The abbot disagreed. Too few readers" in seen(reply)
    assert "of the marks lost" not in seen(reply).partition("The abbot disagreed.")[2]


def test_passages_of_other_lessons_stand_below(client: Client, quiz: Quiz, instructor: User) -> None:
    course = db.session.get_one(Course, quiz.course_id)
    elsewhere = make_lesson(course, make_module(course), title="The second bridge")
    make_item(quiz, evidence=[make_passage(elsewhere, make_source(course), text="Far away.", line_from=2)])
    for _ in range(5):
        make_finished(quiz, [1.0, 1.0, 1.0, 0.0])
    count_quiz(quiz)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/heat"))

    assert "Passages of other lessons" in words
    assert "Far away. 100% of the marks lost" in words


def test_a_passage_that_proves_an_option_wrong_is_on_the_map(
    client: Client, quiz: Quiz, instructor: User, passages: list[Passage]
) -> None:
    place = make_item(quiz)
    place_of_option = {"item_version_id": place.item_version_id, "option": 1, "passage_id": passages[1].id}
    db.session.add(OptionEvidence(**place_of_option))
    for number in range(5):
        make_finished(quiz, [1.0, 1.0, 1.0, float(number > 0)])
    count_quiz(quiz)

    words = seen(client.login(instructor).get(f"/quizzes/{quiz.id}/heat"))

    assert "Nobody asks about me. 20% of the marks lost; 1 of 5 answers" in words


def test_results_and_map_ask_the_same_of_many_as_of_few(
    client: Client, app: Flask, quiz: Quiz, instructor: User
) -> None:
    client.login(instructor)
    counts = []
    for size in (2, 30):
        answered_by(quiz, size)
        make_item(quiz, "short-answer")
        for page in ("results", "heat"):
            with recorded(app) as statements:
                client.get(f"/quizzes/{quiz.id}/{page}")
            counts.append(len(statements))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 6


def test_learners_visitors_and_strangers_see_no_map(client: Client, app: Flask, quiz: Quiz, lesson: Lesson) -> None:
    address = f"/quizzes/{quiz.id}/heat"

    assert client.get(address).status_code == 403
    assert client.login(make_learner(db.session.get_one(Course, lesson.course_id))).get(address).status_code == 403
    assert client.login(make_instructor(make_course_elsewhere())).get(address).status_code == 403
    assert client.get("/quizzes/999999/heat").status_code == 404


def make_course_elsewhere() -> Course:
    return db.session.get_one(Course, make_lesson().course_id)


def test_the_results_are_drawn_with_the_numbers_in_words(client: Client, quiz: Quiz, instructor: User) -> None:
    answered_by(quiz, 12)

    page = client.login(instructor).get(f"/quizzes/{quiz.id}/results").text

    spread = re.search(r'class="chart-picture"[^>]*aria-label="([^"]*)"', page)
    numbers = [int(count) for count in re.findall(r"%: (\d+)", spread[1])] if spread else []
    assert len(numbers) == 10
    assert sum(numbers) == 12
    assert page.count('class="chart-point"') + page.count('class="chart-point--low"') == 2


def test_the_whole_reading_is_drawn_above_its_passages(client: Client, quiz: Quiz, instructor: User) -> None:
    answered_by(quiz, 12)

    strip = (
        client.login(instructor).get(f"/quizzes/{quiz.id}/heat").text.split('class="heat-strip"')[1].split("</svg>")[0]
    )

    assert strip.count("<rect") == 4
    assert strip.count("heat-cell--") == 2
