"""How a quiz is taken, set in the browser: what is as usual is not written, what cannot be is said beside its field."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from courses.authoring.quiz_editor.places import head_of
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import COMMENTED, NUMBER, edited, file_now, form_on, versions
from tests.support.client import Client
from tests.support.seen import seen


def settle(author: Client, quiz: Quiz, **typed: Any) -> TestResponse:
    """Open the settings, change some, press the button."""
    address = f"/quizzes/{quiz.id}/edit"
    form = form_on(author.get(address))
    return author.post(address, data={key: value for key, value in {**form, **typed}.items() if value is not None})


def test_every_setting_is_written(author: Client, course: Course, quiz: Quiz) -> None:
    reply = settle(
        author,
        quiz,
        behaviour="interactive",
        review="after-closing",
        shuffle="y",
        shuffle_options=None,
        attempts="3",
        grade="average",
        wait_minutes="10",
        limit_minutes="45",
        opens_at="2027-01-30T08:00",
        closes_at="2027-01-31T18:00",
        closes_zone="Europe/Berlin",
        password="toll bridge",
    )

    assert reply.status_code == 303
    head = head_of(file_now(course))
    assert {key: head[key] for key in head if key != "id"} == {
        "behaviour": "interactive",
        "review": "after-closing",
        "shuffle": True,
        "shuffle_options": False,
        "attempts": 3,
        "grade": "average",
        "wait_minutes": 10,
        "limit_minutes": 45,
        "opens_at": "2027-01-30 08:00",
        "closes_at": "2027-01-31 18:00 Europe/Berlin",
        "password": "toll bridge",
    }
    assert "# Ask this first." in file_now(course)


def test_settings_nobody_touched_stay_as_they_are_written(author: Client, course: Course, quiz: Quiz) -> None:
    assert settle(author, quiz).status_code == 303

    assert file_now(course) == COMMENTED
    assert versions(course) == 1


def test_what_is_set_back_to_the_usual_leaves_the_file(author: Client, course: Course, quiz: Quiz) -> None:
    settle(author, quiz, behaviour="practice", attempts="3", shuffle="y", closes_at="2027-01-31T18:00")

    settle(author, quiz, behaviour="deferred", attempts="", shuffle=None, closes_at="")

    assert file_now(course) == COMMENTED


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"attempts": "many"}, "whole number of attempts"),
        ({"limit_minutes": "0"}, "whole number of minutes"),
        ({"closes_at": "soon"}, "a day and a time"),
        ({"closes_at": "2027-01-31T18:00", "closes_zone": "Atlantis"}, "a day and a time"),
        ({"review": "after-closing"}, "needs 'closes_at'"),
        ({"behaviour": "magic"}, "Not a valid choice"),
        ({"title": ""}, "Give the quiz a title"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    author: Client, course: Course, quiz: Quiz, typed: dict[str, str], words: str
) -> None:
    reply = settle(author, quiz, **typed)

    assert reply.status_code == 422
    assert words in seen(reply)
    assert 'aria-invalid="true"' in reply.text
    assert versions(course) == 1


def test_settings_made_on_an_older_state_are_refused(author: Client, course: Course, quiz: Quiz) -> None:
    form = form_on(author.get(f"/quizzes/{quiz.id}/edit"))
    settle(author, quiz, attempts="3")

    reply = author.post(f"/quizzes/{quiz.id}/edit", data={**form, "attempts": "5"})

    assert reply.status_code == 409
    assert head_of(file_now(course))["attempts"] == 3


def test_settings_that_were_overtaken_stand_in_the_form_beside_what_is_saved(
    author: Client, course: Course, quiz: Quiz
) -> None:
    form = form_on(author.get(f"/quizzes/{quiz.id}/edit"))
    settle(author, quiz, attempts="3")

    overtaken = author.post(f"/quizzes/{quiz.id}/edit", data={**form, "limit_minutes": "45"})
    again = author.post(f"/quizzes/{quiz.id}/edit", data=form_on(overtaken))

    assert "attempts: 3" in seen(overtaken)
    assert form_on(overtaken)["limit_minutes"] == ["45"]
    assert again.status_code == 303
    assert head_of(file_now(course))["limit_minutes"] == 45


def test_a_question_changed_meanwhile_does_not_stand_in_the_way_of_settings(
    author: Client, course: Course, quiz: Quiz
) -> None:
    form = form_on(author.get(f"/quizzes/{quiz.id}/edit"))
    edited(author, quiz, NUMBER, prompt="Since when does the bridge stand?")

    reply = author.post(f"/quizzes/{quiz.id}/edit", data={**form, "attempts": "5"})

    assert reply.status_code == 303
    assert head_of(file_now(course))["attempts"] == 5
    assert "Since when does the bridge stand?" in file_now(course)


def test_the_rules_are_said_in_words_before_anything_is_published(author: Client, course: Course, quiz: Quiz) -> None:
    page = settle(author, quiz, behaviour="practice", action="preview")
    part = settle(author, quiz, limit_minutes="45", action="look")

    assert "This is for practice" in seen(page)
    assert "You have 45 minutes" in part.text
    assert "<main" not in part.text
    assert settle(author, quiz, title="", action="look").status_code == 422
    assert versions(course) == 1
