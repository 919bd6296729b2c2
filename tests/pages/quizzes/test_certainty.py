"""How certain one is: asked, kept, shown with the marks, and in no other quizzes."""

from __future__ import annotations

import re

import pytest

from models.catalogue import Lesson
from models.items import Quiz
from tests.pages.quizzes.taking import answer, begin, finish, quiz_of
from tests.support.client import Client
from tests.support.factories.quizzes import slots_of
from tests.support.seen import main_part, seen


def test_certainty_is_asked_kept_and_shown(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_of(lesson, "certainty"))
    page = client.get(f"/attempts/{attempt.id}/questions/1")
    assert "How certain are you?" in seen(page)

    answer(client, attempt, 1, {"choice": "1", "certainty": "3"})

    again = main_part(client.get(f"/attempts/{attempt.id}/questions/1"))
    assert re.search(r'name="certainty" value="3" checked', again)
    words = seen(client.get(finish(client, attempt).location))
    assert "Wrong: -2 of 1 mark You were very certain." in words
    assert "0%" in words


def test_who_chose_no_certainty_is_told_what_it_counts_as(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_of(lesson, "certainty"))
    answer(client, attempt, 1, {"choice": "0"})

    words = seen(client.get(finish(client, attempt).location))

    assert "Right: 0.33 of 1 mark You chose no certainty: it counts as “not very”." in words
    assert words.count("You chose no certainty") == 1


def test_certainty_alone_leads_back_and_says_what_is_missing(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_of(lesson, "certainty"))

    reply = answer(client, attempt, 1, {"certainty": "3", "next": "2"})

    assert reply.location == f"/attempts/{attempt.id}/questions/1"
    assert "Answer the question too" in seen(client.get(reply.location))


def test_certainty_alone_is_not_said_to_be_saved(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_of(lesson, "certainty"))

    reply = answer(client, attempt, 1, {"certainty": "3"}, headers={"Accept": "application/json"})

    assert reply.json
    assert "Answer the question too" in reply.json["missing"]
    assert slots_of(attempt)[0].certainty is None


@pytest.mark.parametrize("certainty", ["0", "4", "very", "１"])
def test_only_three_certainties_there_are(client: Client, lesson: Lesson, certainty: str) -> None:
    attempt = begin(client, quiz_of(lesson, "certainty"))

    assert answer(client, attempt, 1, {"choice": "1", "certainty": certainty}).status_code == 422


def test_other_quizzes_do_not_ask(client: Client, quiz: Quiz) -> None:
    attempt = begin(client, quiz)

    assert "How certain" not in seen(client.get(f"/attempts/{attempt.id}/questions/1"))
