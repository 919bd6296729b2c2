"""Taking a quiz as people see it, with every refusal beside what it refuses."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.items.rules.kinds import KINDS
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Lesson
from models.items import Quiz
from models.quizzes import Attempt
from tests.pages.quizzes.taking import answer, begin, finish, learner_of
from tests.support.client import Client
from tests.support.factories.catalogue import (
    TOMORROW,
    make_lesson,
    make_progress,
    make_user,
)
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, slots_of, steps_of
from tests.support.seen import links, main_part, seen
from tests.support.statements import recorded

JSON = {"Accept": "application/json"}
FIELDS: dict[str, dict[str, Any]] = {
    "multiple-choice": {"choice": "0"},
    "multiple-response": {"choice": ["0", "1"]},
    "true-false": {"choice": "false"},
    "short-answer": {"text": "Toll"},
    "numeric": {"text": "1204"},
    "matching": {"pair-0": "0", "pair-1": "1", "pair-2": "2"},
    "ordering": {f"position-{number}": str(number + 1) for number in range(4)},
    "evidence": {"sentence": ["p-1:1"]},
    "cloze": {"year.text": "1204", "who.choice": "0", "toll.text": "toll"},
    "drag-words": {"gap-a": "0", "gap-b": "1"},
    "essay": {"text": "I think that it was just."},
    "stimulus": {"who.choice": "0", "when.text": "1204"},
}
ANSWERED = [kind for kind in KINDS if kind != "description"]


def test_the_quiz_says_what_it_asks_before_it_begins(client: Client, quiz: Quiz) -> None:
    reply = client.get(f"/quizzes/{quiz.id}")

    assert "2 questions about this lesson" in seen(reply)
    assert "60% of the marks" in seen(reply)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 0


def test_a_visitor_becomes_a_guest_at_the_first_question_and_not_before(client: Client, quiz: Quiz) -> None:
    client.get(f"/quizzes/{quiz.id}")
    assert db.session.scalars(sa.select(User)).all() == []

    attempt = begin(client, quiz)

    assert learner_of(attempt).is_guest
    assert client.get(f"/attempts/{attempt.id}/questions/1").status_code == 200


def test_beginning_twice_goes_on_with_the_same_attempt(client: Client, quiz: Quiz) -> None:
    assert begin(client, quiz).id == begin(client, quiz).id


@pytest.mark.parametrize("kind", ANSWERED)
def test_every_kind_is_asked_answered_and_shown_again(client: Client, lesson: Lesson, kind: str) -> None:
    quiz = make_quiz(lesson)
    make_item(quiz, kind)
    attempt = begin(client, quiz)
    page = client.get(f"/attempts/{attempt.id}/questions/1")
    names = set(re.findall(r'name="([^"]+)"', main_part(page)))

    reply = answer(client, attempt, 1, FIELDS[kind])

    assert set(FIELDS[kind]) <= names
    assert reply.status_code == 303
    again = main_part(client.get(f"/attempts/{attempt.id}/questions/1"))
    assert re.search(r" (checked|selected)>|value=\"(Toll|1204)\"|I think that it was just", again)
    assert not re.search(r" (checked|selected)>", main_part(page))


@pytest.mark.parametrize("kind", ANSWERED)
def test_a_question_gives_nothing_away(client: Client, lesson: Lesson, kind: str) -> None:
    quiz = make_quiz(lesson)
    make_item(quiz, kind, explanation="A secret reason.")
    attempt = begin(client, quiz)

    page = main_part(client.get(f"/attempts/{attempt.id}/questions/1"))

    for secret in (
        "secret reason",
        "He never saw it",
        "Fish swim",
        "It came later.</p>",
        "Look at",
        "See the",
        "Read again",
        "Begin with",
    ):
        assert secret not in page


def test_the_arrangement_stays_the_same_at_every_look(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson)
    options = [{"text": f"Option {n}", "feedback": "no"} for n in range(12)] + [{"text": "Yes", "correct": True}]
    make_item(quiz, options=options)
    attempt = begin(client, quiz)

    looks = {
        tuple(re.findall(r"Option \d+", main_part(client.get(f"/attempts/{attempt.id}/questions/1")))) for _ in range(3)
    }

    assert len(looks) == 1
    assert looks != {tuple(f"Option {n}" for n in range(12))}


def test_saving_without_scripts_leads_to_the_next_question(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)

    reply = answer(client, attempt, 1, {"choice": "1", "next": "2"})

    assert reply.location == f"/attempts/{attempt.id}/questions/2"
    assert answer(client, attempt, 2, {"text": "toll"}).location == f"/attempts/{attempt.id}"


@pytest.mark.parametrize("typed", ["1210", "1210 AD", "1210AD"])
def test_a_unit_that_was_typed_is_not_shown_twice(client: Client, typed: str) -> None:
    quiz = make_quiz()
    make_item(quiz, "numeric")
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"text": typed})

    page = client.get(finish(client, attempt).location)

    assert "1210 AD Your answer: wrong" in seen(page)


def test_saving_by_script_is_confirmed(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)

    reply = answer(client, attempt, 1, {"choice": "1"}, headers=JSON)

    assert reply.json == {"saved": True, "missing": None}
    assert slots_of(attempt)[0].response == {"choice": 1}


def test_a_repeated_request_changes_nothing(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"choice": "0", "token": "the-same-token"})
    answer(client, attempt, 1, {"choice": "1"})

    reply = answer(client, attempt, 1, {"choice": "0", "token": "the-same-token"}, headers=JSON)

    assert (reply.status_code, reply.json) == (200, {"saved": False, "missing": None})
    assert slots_of(attempt)[0].response == {"choice": 1}
    assert len(steps_of(attempt)) == 3


def test_two_tabs_lose_nothing_and_the_later_answer_counts(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    for choice in ("0", "1"):
        client.get(f"/attempts/{attempt.id}/questions/1")
        answer(client, attempt, 1, {"choice": choice})

    assert [step.payload for step in steps_of(attempt)][1:] == [
        {"response": {"choice": 0}},
        {"response": {"choice": 1}},
    ]
    assert slots_of(attempt)[0].response == {"choice": 1}


def test_an_incomplete_answer_is_kept_and_what_it_lacks_is_said(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson)
    make_item(quiz, "numeric")
    attempt = begin(client, quiz)

    reply = answer(client, attempt, 1, {"text": "twelve hundred"})
    page = client.get(reply.location)

    assert reply.location == f"/attempts/{attempt.id}/questions/1#outcome"
    assert "This is no number" in seen(page)
    assert 'value="twelve hundred"' in main_part(page)


def test_unanswered_questions_are_named_before_finishing(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"choice": "0"})

    page = client.get(f"/attempts/{attempt.id}")

    assert "1 of 2 questions answered" in seen(page)
    assert "Open or incomplete: question 2." in seen(page)
    assert links(page)["Go on with question 2"] == f"/attempts/{attempt.id}/questions/2"


def test_the_feedback_shows_answer_key_reason_and_proof_in_its_place(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"choice": "1"})
    answer(client, attempt, 2, {"text": "toll"})

    page = client.get(finish(client, attempt).location)

    words = seen(page)
    assert "The king Your answer: wrong He never saw it." in words
    assert "The town Right answer" in words
    assert "The chronicle says so." in words
    assert "Wrong: 0 of 1 mark" in words
    assert "Right: 1 of 1 mark" in words
    assert "Its bridge came later." in words
    assert links(page)["Read it in its place: The first bridge"] == "/courses/river-towns/lessons/first-bridge#a-3"
    assert links(page)["Chronicle of the town, line 3"] == "/courses/river-towns/sources/A#l3"


def test_a_wrong_attempt_is_followed_by_a_right_one_that_completes_the_lesson(client: Client, quiz: Quiz) -> None:
    first = begin(client, quiz)
    page = client.get(finish(client, first).location)
    assert "Not passed yet" in seen(page)

    second = begin(client, quiz)
    answer(client, second, 1, {"choice": "0"})
    answer(client, second, 2, {"text": "toll"})
    page = client.get(finish(client, second).location)

    assert "Passed" in seen(page)
    assert "Lesson completed" in seen(page)
    assert "100%" in seen(client.get(f"/quizzes/{quiz.id}"))


def test_a_worse_attempt_at_a_lesson_that_is_completed_says_that_nothing_is_lost(client: Client, quiz: Quiz) -> None:
    first = begin(client, quiz)
    answer(client, first, 1, {"choice": "0"})
    answer(client, first, 2, {"text": "toll"})
    finish(client, first)

    page = seen(client.get(finish(client, begin(client, quiz)).location))

    assert "Not passed yet" in page
    assert "The lesson stays completed This attempt takes nothing away: your best result counts." in page
    assert "Lesson completed" not in page


def test_what_is_missing_of_an_answer_is_said_once_and_beside_it(client: Client) -> None:
    quiz = make_quiz(make_lesson())
    make_item(quiz, "numeric")
    attempt = begin(client, quiz)

    page = client.get(answer(client, attempt, 1, {"text": "many"}).location)

    assert seen(page).count("This is no number.") == 1
    assert "Your answer is kept, but it is not complete: This is no number." in seen(page)


def test_several_open_questions_are_named_as_several(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)

    assert "Open or incomplete: questions 1, 2." in seen(client.get(f"/attempts/{attempt.id}"))


def test_a_passed_quiz_in_an_unfinished_lesson_leads_to_what_is_missing(client: Client) -> None:
    lesson = make_lesson(needs_read=True, needs_quiz=True)
    quiz = make_quiz(lesson)
    make_item(quiz)
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"choice": "0"})

    page = client.get(finish(client, attempt).location)

    assert links(page)["See what is missing"].endswith("#completion")


@pytest.mark.parametrize("kind", ANSWERED)
@pytest.mark.parametrize("is_answered", [True, False])
def test_every_kind_has_its_feedback(client: Client, lesson: Lesson, kind: str, is_answered: bool) -> None:
    quiz = make_quiz(lesson)
    make_item(quiz, kind, explanation="Because it is so.")
    attempt = begin(client, quiz)
    if is_answered:
        answer(client, attempt, 1, FIELDS[kind])

    page = client.get(finish(client, attempt).location)

    assert "Because it is so." in seen(page)
    assert ("Not answered" in seen(page)) is not is_answered


def test_a_question_of_a_finished_attempt_leads_to_its_feedback(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    finish(client, attempt)

    reply = client.get(f"/attempts/{attempt.id}/questions/2")

    assert (reply.status_code, reply.location) == (302, f"/attempts/{attempt.id}#question-2")


def test_finishing_twice_changes_nothing(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    finish(client, attempt)
    before = len(steps_of(attempt))

    assert finish(client, attempt).status_code == 303
    assert len(steps_of(attempt)) == before


def test_pages_of_an_attempt_ask_little(client: Client, app: Flask, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"choice": "1"})
    address = f"/attempts/{attempt.id}"

    question, overview = asked(app, client, f"{address}/questions/1"), asked(app, client, address)
    finish(client, attempt)

    assert (question, overview, asked(app, client, address)) == (3, 3, 5)


def asked(app: Flask, client: Client, path: str) -> int:
    """How many statements a page takes."""
    with recorded(app) as statements:
        assert client.get(path).status_code == 200
    return len(statements)


def test_earlier_attempts_are_listed_with_their_results(client: Client, quiz: Quiz) -> None:
    user = make_user()
    done = make_attempt(user, quiz)
    give_answer(done, 1, {"choice": 0})
    finish_attempt(done)
    client.login(user)

    page = client.get(f"/quizzes/{quiz.id}")

    assert "Attempt 1" in seen(page)
    assert "50%" in seen(page)
    assert "Try again" in seen(page)


def test_an_open_attempt_is_gone_on_with(client: Client, quiz: Quiz) -> None:
    user = make_user()
    make_attempt(user, quiz)
    client.login(user)

    assert "Go on where you were" in seen(client.get(f"/quizzes/{quiz.id}"))


def test_what_is_completed_stays_open(client: Client) -> None:
    first = make_lesson()
    lesson = make_lesson(requires=[first])
    quiz = make_quiz(lesson)
    make_item(quiz)
    user = make_user()
    make_progress(user, lesson, completed_at=TOMORROW)

    assert client.login(user).post(f"/quizzes/{quiz.id}/attempts").status_code == 303


def test_the_result_is_also_told_to_those_who_listen(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)
    answer(client, attempt, 1, {"choice": "0"})

    page = client.get(finish(client, attempt).location).text

    assert re.search(r'<svg class="ring-picture"[^>]* role="img" aria-label="\d+%"', page)
