"""Objections as learners raise them and instructors answer them."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from courses.shared.db import db
from models.accounts import User
from models.catalogue import Course, Lesson
from models.enums import Behaviour, Review
from models.items import Item, Quiz
from models.quizzes import Attempt, Contest
from tests.support.client import Client
from tests.support.factories.catalogue import (
    NOW,
    kept,
    make_course,
    make_guest,
    make_instructor,
    make_learner,
    make_lesson,
)
from tests.support.factories.gradebook import make_finished
from tests.support.factories.items import make_quiz
from tests.support.factories.marking import TEXT, hand_in, make_essay, mark_answer, object_to, veil, write_essay
from tests.support.factories.quizzes import give_answer, make_attempt, new_token, settings, slots_of
from tests.support.seen import links, main_part, part, seen

REASON = "The chronicle says that the king paid for it."
ANSWER = "It says that he never saw it: line 3."
FORM = "I think this mark is wrong"
QUEUE = "/courses/river-towns/marking"


@pytest.fixture
def nadia(lesson: Lesson) -> User:
    return make_instructor(db.session.get_one(Course, lesson.course_id), name="Nadia")


@pytest.fixture
def ana(lesson: Lesson) -> User:
    return make_learner(db.session.get_one(Course, lesson.course_id), name="Ana Lindt")


@pytest.fixture
def attempt(quiz: Quiz, ana: User) -> Attempt:
    """The first question wrong, the second right."""
    return hand_in(quiz, {1: {"choice": 1}, 2: {"text": "toll"}}, ana)


def raise_objection(client: Client, attempt: Attempt, reason: str = REASON, position: int = 1) -> TestResponse:
    return client.post(f"/attempts/{attempt.id}/objections/{position}", data={"reason": reason})


def address(attempt: Attempt, position: int = 1) -> str:
    return f"{QUEUE}/objections/{veil().name(attempt.id, position)}"


def answer(client: Client, attempt: Attempt, **fields: Any) -> TestResponse:
    usual = {"token": new_token(), "base": "0", "answer": ANSWER}
    return client.post(address(attempt), data={**usual, **fields})


def contests() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Contest)) or 0


def contest_of(attempt: Attempt) -> Contest:
    return db.session.get_one(Contest, (attempt.id, 1), populate_existing=True)


def test_only_what_lost_marks_can_be_objected_to(client: Client, attempt: Attempt, ana: User) -> None:
    reply = client.login(ana).get(f"/attempts/{attempt.id}")

    assert main_part(reply).count(FORM) == 1
    assert f'action="/attempts/{attempt.id}/objections/1"' in reply.text


def test_an_objection_is_sent_and_seen(client: Client, attempt: Attempt, ana: User) -> None:
    reply = raise_objection(client.login(ana), attempt)

    page = client.get(reply.location)
    assert (reply.status_code, reply.location) == (303, f"/attempts/{attempt.id}#question-1")
    assert "Your objection is with the instructors" in seen(page)
    assert REASON in seen(page)
    assert "It waits for the answer of an instructor" in seen(page)
    assert FORM not in seen(page)


def test_guests_may_object_too(client: Client, quiz: Quiz) -> None:
    guest = make_guest()
    attempt = hand_in(quiz, {1: {"choice": 1}}, guest)

    assert raise_objection(client.login(guest), attempt).status_code == 303
    assert contests() == 1


@pytest.mark.parametrize("reason", ["", "  short  ", "x" * 2001])
def test_a_reason_of_no_length_is_refused_and_kept_in_the_form(
    client: Client, attempt: Attempt, ana: User, reason: str
) -> None:
    reply = raise_objection(client.login(ana), attempt, reason)

    assert reply.status_code == 422
    assert "Write 10 to 2000 characters" in seen(reply)
    assert f"{reason.strip()}</textarea>" in reply.text
    assert contests() == 0


def test_a_second_objection_is_refused_a_repeated_one_is_not(client: Client, attempt: Attempt, ana: User) -> None:
    client.login(ana)
    raise_objection(client, attempt)

    again, other = raise_objection(client, attempt), raise_objection(client, attempt, "And then, too, the abbot.")

    assert (again.status_code, other.status_code) == (303, 409)
    assert contest_of(attempt).reason == REASON


def test_to_others_there_is_nothing_to_object_to(client: Client, attempt: Attempt, lesson: Lesson, nadia: User) -> None:
    other = make_learner(db.session.get_one(Course, lesson.course_id))

    for browser in (client, client.login(other), client.login(make_guest()), client.login(nadia)):
        assert raise_objection(browser, attempt).status_code == 404

    assert contests() == 0


def test_what_cannot_be_objected_to(client: Client, quiz: Quiz, lesson: Lesson, ana: User) -> None:
    practice = essay_quiz(lesson, behaviour=Behaviour.PRACTICE)
    silent = essay_quiz(lesson, review=Review.NOTHING)
    essays = essay_quiz(lesson)
    open_attempt = make_attempt(ana, essay_quiz(lesson))
    give_answer(open_attempt, 1, {"text": TEXT})
    client.login(ana)

    attempts = [write_essay(each, ana) for each in (practice, silent, essays)]
    replies = [raise_objection(client, each) for each in (*attempts, open_attempt)]
    right = raise_objection(client, hand_in(quiz, {1: {"choice": 0}}, ana))
    nowhere = raise_objection(client, attempts[0], position=7)

    assert [reply.status_code for reply in (*replies, right, nowhere)] == [409] * 5 + [404]
    assert contests() == 0


def essay_quiz(lesson: Lesson, **taking: Any) -> Quiz:
    """A quiz of another lesson of the course, with an essay."""
    course = db.session.get_one(Course, lesson.course_id)
    quiz = make_quiz(make_lesson(course), settings=settings(**taking))
    make_essay(quiz)
    return quiz


def test_the_instructor_sees_reason_answer_key_and_proof(
    client: Client, attempt: Attempt, ana: User, nadia: User
) -> None:
    object_to(attempt, REASON)
    client.login(nadia)

    queue = client.get(QUEUE)
    page = client.get(links(queue)["Who built the bridge?"])

    words = seen(page)
    assert REASON in words
    assert "Right answer" in words
    assert "He never saw it." in words
    assert "Its bridge came later." in words
    assert "Lindt" not in queue.text + page.text
    assert "Ana Lindt" in seen(client.get(f"{address(attempt)}?names=shown"))


def test_answered_with_words_alone_the_mark_stays(client: Client, attempt: Attempt, ana: User, nadia: User) -> None:
    object_to(attempt, REASON)

    reply = answer(client.login(nadia), attempt)

    assert (reply.status_code, reply.location) == (303, QUEUE)
    assert "No objections" in seen(client.get(QUEUE))
    words = seen(client.login(ana).get(f"/attempts/{attempt.id}"))
    assert ANSWER in words
    assert "The mark stayed as it was." in words
    assert FORM not in words


def test_answered_with_a_new_mark_the_learner_sees_before_and_after(
    client: Client, attempt: Attempt, ana: User, nadia: User
) -> None:
    object_to(attempt, REASON)

    answer(client.login(nadia), attempt, marks="0,5")

    reply = client.login(ana).get(f"/attempts/{attempt.id}")
    assert slots_of(attempt)[0].fraction == 0.5
    assert "Your marks were 0 and became 0.5." in seen(reply)
    assert "Marked by hand: 0.5 of 1 mark" in seen(reply)
    assert "75%" in seen(reply)
    assert "Nadia" not in seen(reply)


def test_an_essay_is_marked_anew_by_its_rubric(client: Client, lesson: Lesson, ana: User, nadia: User) -> None:
    quiz = make_quiz(lesson)
    make_essay(quiz, has_rubric=True)
    attempt = write_essay(quiz, ana)
    mark_answer(attempt, nadia, 0.25, levels={"sides": 1, "words": 0}, comment="One side.")
    object_to(attempt, REASON)
    client.login(nadia)
    page = client.get(address(attempt))
    base = re.search(r'name="base" value="(\d+)"', page.text)
    assert base

    answer(client, attempt, **{"level-0": "2", "level-1": "0"}, base=base[1])

    reply = client.login(ana).get(f"/attempts/{attempt.id}")
    assert 'name="level-0" value="1" checked' in page.text
    assert "Marked by hand: 3 of 4 marks" in seen(reply)
    assert "Reached: Both 3 points" in seen(reply)
    assert "One side." in seen(reply)


def test_an_answer_is_plain_words(client: Client, attempt: Attempt, ana: User, nadia: User) -> None:
    object_to(attempt, "<b>bold</b> words of a learner")

    page = client.login(nadia).get(address(attempt))
    answer(client, attempt, answer="<script>alert(1)</script> *so*")

    assert "&lt;b&gt;bold" in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; *so*" in client.login(ana).get(f"/attempts/{attempt.id}").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": ""}, "Write 10 to 2000 characters"),
        ({"answer": "x" * 2001}, "Write 10 to 2000 characters"),
        ({"marks": "2"}, "go from 0 to 1"),
        ({"marks": "nan"}, "a number from 0 to 1"),
    ],
)
def test_an_answer_without_sense_is_refused(
    client: Client, attempt: Attempt, nadia: User, fields: dict[str, str], words: str
) -> None:
    object_to(attempt, REASON)

    reply = answer(client.login(nadia), attempt, **fields)

    assert reply.status_code == 422
    assert words in seen(reply)
    assert contest_of(attempt).answer is None
    assert slots_of(attempt)[0].fraction == 0.0


def test_an_objection_leads_to_the_question_it_is_about(client: Client, attempt: Attempt, nadia: User) -> None:
    object_to(attempt, REASON)

    found = links(client.login(nadia).get(address(attempt)))["Find the question and repair it"]

    page = client.get(found)
    assert "1 question" in seen(page)
    item = db.session.get_one(Item, slots_of(attempt)[0].item_id)
    assert f"/items/{item.key}" in main_part(page)


def test_the_second_of_two_answers_sees_the_first(
    client: Client, attempt: Attempt, lesson: Lesson, nadia: User
) -> None:
    object_to(attempt, REASON)
    oskar = make_instructor(db.session.get_one(Course, lesson.course_id))
    answer(client.login(oskar), attempt, answer="No, the town built it.")

    late = answer(client.login(nadia), attempt, marks="1")

    assert late.status_code == 409
    assert "The answer that stands: No, the town built it." in seen(late)
    assert f"What you sent: {ANSWER}" in seen(late)
    assert (contest_of(attempt).answer, slots_of(attempt)[0].fraction) == ("No, the town built it.", 0.0)


def test_an_answer_sent_twice_is_one(client: Client, attempt: Attempt, nadia: User) -> None:
    object_to(attempt, REASON)
    client.login(nadia)

    replies = [answer(client, attempt, marks="1", token="the-token-of-one-page") for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert slots_of(attempt)[0].fraction == 1.0


def test_only_instructors_of_the_course_see_and_answer(client: Client, attempt: Attempt, ana: User) -> None:
    object_to(attempt, REASON)
    stranger = make_instructor(make_course(slug="elsewhere"))

    for browser in (client, client.login(ana), client.login(stranger)):
        assert browser.get(address(attempt)).status_code == 403
        assert answer(browser, attempt).status_code == 403
    elsewhere = address(attempt).replace("river-towns", "elsewhere")
    assert client.login(stranger).get(elsewhere).status_code == 404
    assert client.post(elsewhere, data={"answer": ANSWER, "token": new_token()}).status_code == 404
    assert contest_of(attempt).answer is None


def test_where_nothing_was_objected_to_there_is_no_page(client: Client, attempt: Attempt, nadia: User) -> None:
    client.login(nadia)

    assert client.get(address(attempt)).status_code == 404
    assert answer(client, attempt).status_code == 404


def test_the_form_names_its_field(client: Client, attempt: Attempt, ana: User) -> None:
    page = client.login(ana).get(f"/attempts/{attempt.id}")

    assert "10 to 2000 characters" in part(page, "reason-hint-1")


class TestManyObjections:
    """A page of the queue has fifty; none is out of reach."""

    @pytest.fixture
    def names(self, quiz: Quiz) -> set[str]:
        """The names of 51 objections that wait."""
        found = set()
        for number in range(51):
            attempt = make_finished(quiz, [0.0, 1.0])
            place = {"attempt_id": attempt.id, "position": 1, "quiz_id": quiz.id}
            kept(Contest(**place, reason=f"{REASON} {number}", created_at=NOW, fraction_before=0.0))
            found.add(veil().name(attempt.id, 1))
        return found

    def listed(self, client: Client, address: str) -> list[str]:
        return re.findall(rf"{QUEUE}/objections/([^\"?]+)", main_part(client.get(address)))

    def test_all_of_them_are_listed_once(self, client: Client, names: set[str], nadia: User) -> None:
        client.login(nadia)

        first, second = self.listed(client, QUEUE), self.listed(client, f"{QUEUE}?page=2&names=shown")

        assert (len(first), len(second)) == (50, 1)
        assert {*first, *second} == names

    def test_one_page_leads_to_the_other(self, client: Client, names: set[str], nadia: User) -> None:
        client.login(nadia)

        first, second = client.get(f"{QUEUE}?names=shown"), client.get(f"{QUEUE}?page=2&names=shown")

        assert "Page 1 of 2" in seen(first)
        assert links(first)["Next"] == f"{QUEUE}?names=shown&page=2#objections"
        assert links(second)["Previous"] == f"{QUEUE}?names=shown&page=1#objections"

    def test_there_is_no_page_behind_the_last(self, client: Client, names: set[str], nadia: User) -> None:
        assert client.login(nadia).get(f"{QUEUE}?page=3").status_code == 404


def test_without_objections_there_is_one_page(client: Client, quiz: Quiz, nadia: User) -> None:
    page = seen(client.login(nadia).get(QUEUE))

    assert "No objections" in page
    assert "Page 1" not in page
