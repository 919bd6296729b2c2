"""The file with everything about oneself tells of marks what the pages tell at that moment, and names what it withholds."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from courses.quizzes import repairing
from courses.shared import clock
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course
from models.enums import Behaviour, Review
from models.items import Item, Quiz, QuizItem
from models.quizzes import Attempt
from tests.support.client import Client
from tests.support.factories.accounts import make_member
from tests.support.factories.catalogue import make_course, make_lesson
from tests.support.factories.gradebook import make_change, make_extension
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import (
    check_answer,
    finish_attempt,
    give_answer,
    make_attempt,
    settings,
    slots_of,
)

NOW = clock.now()
LATER, BEFORE = NOW + timedelta(days=7), NOW - timedelta(days=7)
RIGHT = {"choice": 0}
FOR_GOOD = "The settings of the quiz withhold this for good. Ask the instructor if you need to know it."
NUMBERS = ["answers.fraction", "fraction", "steps.payload.fraction", "steps.payload.fractions"]


def quiz_of(course: Course | None = None, **values: Any) -> Quiz:
    quiz = make_quiz(make_lesson(course), settings=settings(**values))
    make_item(quiz)
    return quiz


def taken(user: User, quiz: Quiz) -> Attempt:
    attempt = make_attempt(user, quiz, now=BEFORE)
    give_answer(attempt, 1, RIGHT, now=BEFORE)
    return finish_attempt(attempt, now=BEFORE)


def comment_on(attempt: Attempt, html: str) -> None:
    slots_of(attempt)[0].comment = html
    db.session.flush()


def repair_key(place: QuizItem) -> None:
    """Another option is right from now on, in the attempts that are finished too."""
    item = db.session.get_one(Item, place.item_id)
    wrong, right = {"text": "No", "feedback": "Not so."}, {"text": "Yes", "correct": True}
    version = make_version(item, number=2, options=[wrong, right])
    repair = repairing.begin(db.session, item.id, version.id, reason="The key was wrong.", author_id=None, now=NOW)
    while repairing.advance(db.session, repair.id, now=NOW):
        db.session.expire_all()


def exported(client: Client, user: User) -> dict[str, Any]:
    return json.loads(client.login(user).get("/settings/export").data)


def withheld(row: dict[str, Any]) -> list[tuple[list[str], datetime | None]]:
    return [
        (each["fields"], datetime.fromisoformat(each["until"]) if each["until"] else None)
        for each in row.get("withheld", ())
    ]


def test_what_pages_show_is_there(client: Client) -> None:
    user = make_member()
    taken(user, quiz_of())

    content = exported(client, user)

    (attempt,) = content["attempts"]
    assert "withheld" not in json.dumps(content)
    assert (attempt["fraction"], attempt["answers"][0]["fraction"]) == (1, 1)
    assert attempt["steps"][-1]["payload"]["fractions"] == {"1": 1}
    assert content["grades"][0]["fraction"] == content["course_grades"][0]["fraction"] == 1


@pytest.mark.parametrize(
    ("review", "closes_at", "until", "sentence"),
    [
        (Review.AFTER_CLOSING, LATER, LATER, "The quiz tells this when it has closed, on"),
        (Review.AFTER_CLOSING, None, None, FOR_GOOD),
        (Review.NOTHING, LATER, None, FOR_GOOD),
        (Review.FEEDBACK, LATER, None, FOR_GOOD),
    ],
)
def test_what_the_quiz_keeps_to_itself_is_named_and_not_there(
    client: Client, review: Review, closes_at: datetime | None, until: datetime | None, sentence: str
) -> None:
    user = make_member()
    taken(user, quiz_of(review=review, closes_at=closes_at))

    content = exported(client, user)

    (attempt,) = content["attempts"]
    assert withheld(attempt) == [(NUMBERS, until)]
    assert sentence in attempt["withheld"][0]["why"]
    assert attempt["answers"][0]["response"] == RIGHT
    assert [step["kind"] for step in attempt["steps"]] == ["started", "saved", "submitted", "graded"]
    assert attempt["steps"][1]["payload"]["response"] == RIGHT
    for section in ("grades", "course_grades"):
        assert withheld(content[section][0]) == [(["fraction"], until)]
    places = (attempt, *attempt["answers"], content["grades"][0], content["course_grades"][0])
    assert [place for place in places if "fraction" in place] == []
    assert attempt["steps"][3]["payload"] == {"pending": []}


def test_after_the_closing_it_is_there_for_each_when_it_closes_to_them(client: Client) -> None:
    prompt, late = make_member(), make_member()
    quiz = quiz_of(review=Review.AFTER_CLOSING, closes_at=NOW - timedelta(hours=1))
    make_extension(late, quiz, closes_at=LATER)
    for user in (prompt, late):
        taken(user, quiz)

    contents = [exported(client, user) for user in (prompt, late)]

    assert [withheld(content["attempts"][0]) for content in contents] == [[], [(NUMBERS, LATER)]]
    assert [content["grades"][0].get("fraction") for content in contents] == [1, None]


def test_comments_wait_as_marks_do(client: Client) -> None:
    user = make_member()
    attempt = taken(user, quiz_of(review=Review.AFTER_CLOSING, closes_at=LATER))
    comment_on(attempt, "<p>Better than the key.</p>")

    content = exported(client, user)["attempts"][0]

    assert "Better than the key" not in json.dumps(content)
    assert "answers.comment" in withheld(content)[0][0]


def test_a_repair_tells_no_result_before_its_time(client: Client) -> None:
    user, quiz = make_member(), make_quiz(settings=settings(review=Review.AFTER_CLOSING, closes_at=LATER))
    place = make_item(quiz)
    taken(user, quiz)
    repair_key(place)

    (attempt,) = exported(client, user)["attempts"]

    (regraded,) = (step["payload"] for step in attempt["steps"] if step["kind"] == "regraded")
    assert "response" in regraded
    assert not regraded.keys() & {"fraction", "former", "total", "former_total"}
    assert {"steps.payload.total", "steps.payload.former_total"} <= set(withheld(attempt)[0][0])


def test_the_sum_of_a_course_waits_for_the_last_of_its_quizzes(client: Client) -> None:
    user, course = make_member(), make_course()
    taken(user, quiz_of(course))
    taken(user, quiz_of(course, review=Review.AFTER_CLOSING, closes_at=LATER))

    content = exported(client, user)

    assert [withheld(row) for row in content["grades"]] == [[], [(["fraction"], LATER)]]
    assert [withheld(row) for row in content["course_grades"]] == [[(["fraction"], LATER)]]


def test_a_grade_set_by_hand_waits_and_its_reason_is_told(client: Client) -> None:
    user, quiz = make_member(), quiz_of(review=Review.NOTHING)
    make_change(user, quiz, fraction=0.875, reason="The power went.")

    (change,) = exported(client, user)["grade_changes"]

    assert withheld(change) == [(["fraction"], None)]
    assert ("fraction" in change, change["reason"]) == (False, "The power went.")


def test_of_an_open_attempt_checks_tell_what_the_question_has_told(client: Client) -> None:
    user = make_member()
    quiz = quiz_of(behaviour=Behaviour.IMMEDIATE)
    make_item(quiz)
    attempt = make_attempt(user, quiz, now=BEFORE)
    check_answer(attempt, 1, RIGHT, now=BEFORE)
    hidden = quiz_of(behaviour=Behaviour.IMMEDIATE, review=Review.AFTER_CLOSING, closes_at=LATER)
    check_answer(make_attempt(user, hidden, now=BEFORE + timedelta(minutes=1)), 1, RIGHT, now=NOW)

    shown, kept_back = exported(client, user)["attempts"]

    assert (withheld(shown), shown["answers"][0]["fraction"]) == ([], 1)
    assert withheld(kept_back) == [(["answers.fraction", "steps.payload.fraction"], LATER)]
    assert kept_back["answers"][0]["response"] == RIGHT
