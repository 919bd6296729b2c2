"""What learners see of each behaviour and of each review, before, at and after a check."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from courses.quizzes.rules.settings import Section
from courses.shared.db import db
from models.catalogue import Lesson
from models.enums import Behaviour, Review, StepKind
from models.items import OptionEvidence, Quiz
from models.quizzes import Attempt, AttemptSlot, AttemptStep
from tests.pages.quizzes.taking import answer, begin, finish
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_passage, make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import new_token, settings, slots_of, step_kinds
from tests.support.seen import main_part, seen
from tests.support.statements import recorded

HINTS = ["Look at the first sentence.", "It was not the king."]


def quiz_of(lesson: Lesson, behaviour: str = "deferred", review: str = "everything", **values: Any) -> Quiz:
    """Two questions; the first has hints."""
    kept = settings(behaviour=Behaviour(behaviour), review=Review(review), **values)
    quiz = make_quiz(lesson, settings=kept)
    passage = make_passage(lesson, text="Its bridge came later.")
    make_item(quiz, hints=HINTS, explanation="The chronicle says so.", evidence=[passage])
    make_item(quiz, "short-answer")
    return quiz


def check(client: Client, attempt: Attempt, position: int, **fields: str) -> TestResponse:
    form = {"token": new_token(), **fields}
    return client.post(f"/attempts/{attempt.id}/checks/{position}", data=form)


def checked(client: Client, attempt: Attempt, **fields: str) -> str:
    """Check the first question; what the page says then."""
    reply = check(client, attempt, 1, **fields)
    assert (reply.status_code, reply.location) == (303, f"/attempts/{attempt.id}/questions/1#question")
    return seen(client.get(reply.location))


class TestImmediate:
    """Checked, shown, and closed."""

    def test_the_feedback_comes_at_once_and_the_question_is_closed(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))
        assert "The chronicle says so." not in seen(client.get(f"/attempts/{attempt.id}/questions/1"))

        words = checked(client, attempt, choice="1")

        assert "The king Your answer: wrong He never saw it." in words
        assert "The town Right answer" in words
        assert "Wrong: 0 of 1 mark" in words
        assert "The chronicle says so." in words
        assert "Its bridge came later." in words
        page = main_part(client.get(f"/attempts/{attempt.id}/questions/1"))
        assert 'name="choice"' not in page
        assert f"/attempts/{attempt.id}/questions/2" in page

    def test_a_double_click_is_one_check(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))

        replies = [check(client, attempt, 1, choice="1", token="the-same-token") for _ in range(2)]

        assert [reply.status_code for reply in replies] == [303, 303]
        assert step_kinds(attempt).count(StepKind.CHECKED) == 1

    def test_another_tab_cannot_change_what_was_checked(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))
        checked(client, attempt, choice="1")

        for reply in (answer(client, attempt, 1, {"choice": "0"}), check(client, attempt, 1, choice="0")):
            assert reply.status_code == 409
            assert "its answer stays as it is" in seen(reply)

        assert slots_of(attempt)[0].response == {"choice": 1}

    def test_nothing_answered_is_not_checked(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))

        assert "Answer the question before you check it." in checked(client, attempt)

        assert step_kinds(attempt) == [StepKind.STARTED]

    def test_an_incomplete_answer_is_kept_and_costs_no_try(self, client: Client, lesson: Lesson) -> None:
        quiz = make_quiz(lesson, settings=settings(behaviour=Behaviour.IMMEDIATE))
        make_item(quiz, "numeric")
        attempt = begin(client, quiz)

        words = checked(client, attempt, text="many")

        assert "This is no number" in words
        assert (slots_of(attempt)[0].tries, slots_of(attempt)[0].response) == (0, {"text": "many"})

    def test_the_map_and_the_overview_say_what_is_checked(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))
        words = checked(client, attempt, choice="1")

        assert "Question 1 (checked)" in words
        assert "Question 1 Who built the bridge? checked" in seen(client.get(f"/attempts/{attempt.id}"))

    def test_an_essay_has_no_button_to_check(self, client: Client, lesson: Lesson) -> None:
        quiz = make_quiz(lesson, settings=settings(behaviour=Behaviour.IMMEDIATE))
        make_item(quiz, "essay")
        attempt = begin(client, quiz)

        assert "Check" not in seen(client.get(f"/attempts/{attempt.id}/questions/1"))
        assert check(client, attempt, 1, text="I think that it was just.").status_code == 409


class TestInteractive:
    """Hints one after the other."""

    def test_a_wrong_answer_brings_a_hint_and_another_try(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "interactive"))
        assert HINTS[0] not in seen(client.get(f"/attempts/{attempt.id}/questions/1"))

        words = checked(client, attempt, choice="1")

        assert "Not right yet You may try 2 times more. He never saw it." in words
        assert f"Hint 1 {HINTS[0]}" in words
        for secret in (HINTS[1], "Right answer", "The chronicle says so.", "Its bridge came later."):
            assert secret not in words

    def test_the_second_hint_follows_the_second_wrong_answer(self, client: Client, lesson: Lesson) -> None:
        quiz = make_quiz(lesson, settings=settings(behaviour=Behaviour.INTERACTIVE))
        make_item(quiz, "short-answer", hints=HINTS)
        attempt = begin(client, quiz)

        checked(client, attempt, text="a")
        words = checked(client, attempt, text="b")

        assert f"Hint 2 {HINTS[1]}" in words
        assert "You may try once more." in words
        assert "Wrong: 0 of 1 mark" in checked(client, attempt, text="c")

    def test_a_right_answer_closes_the_question_and_tells_what_it_earned(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "interactive"))
        checked(client, attempt, choice="1")

        words = checked(client, attempt, choice="0")

        assert "Right: 0.67 of 1 mark In 2 tries." in words
        assert "The chronicle says so." in words

    def test_an_answer_changed_after_a_check_is_not_said_to_be_wrong(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "interactive"))
        checked(client, attempt, choice="1")
        answer(client, attempt, 1, {"choice": "0"})

        words = seen(client.get(f"/attempts/{attempt.id}/questions/1"))

        assert "Not right yet" not in words
        assert HINTS[0] in words


class TestPractice:
    """No marks anywhere."""

    def test_there_are_no_marks(self, client: Client, lesson: Lesson) -> None:
        quiz = quiz_of(lesson, "practice")
        attempt = begin(client, quiz)

        words = checked(client, attempt, choice="1")
        assert "Not right yet Try again." in words
        assert "Right In 2 tries." in checked(client, attempt, choice="0")
        result = seen(client.get(finish(client, attempt).location))

        assert "of 1 mark" not in result
        assert "50%" not in result
        assert "50%" not in seen(client.get(f"/quizzes/{quiz.id}"))


class TestCertainty:
    """How certain one is."""

    def test_certainty_is_asked_kept_and_shown(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "certainty"))
        page = client.get(f"/attempts/{attempt.id}/questions/1")
        assert "How certain are you?" in seen(page)

        answer(client, attempt, 1, {"choice": "1", "certainty": "3"})

        again = main_part(client.get(f"/attempts/{attempt.id}/questions/1"))
        assert re.search(r'name="certainty" value="3" checked', again)
        words = seen(client.get(finish(client, attempt).location))
        assert "Wrong: -2 of 1 mark You were very certain." in words
        assert "0%" in words

    def test_certainty_alone_is_not_said_to_be_saved(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "certainty"))

        reply = answer(client, attempt, 1, {"certainty": "3"}, headers={"Accept": "application/json"})

        assert reply.json
        assert "Answer the question too" in reply.json["missing"]
        assert slots_of(attempt)[0].certainty is None

    @pytest.mark.parametrize("certainty", ["0", "4", "very", "１"])
    def test_only_three_certainties_there_are(self, client: Client, lesson: Lesson, certainty: str) -> None:
        attempt = begin(client, quiz_of(lesson, "certainty"))

        assert answer(client, attempt, 1, {"choice": "1", "certainty": certainty}).status_code == 422

    def test_other_quizzes_do_not_ask(self, client: Client, quiz: Quiz) -> None:
        attempt = begin(client, quiz)

        assert "How certain" not in seen(client.get(f"/attempts/{attempt.id}/questions/1"))


class TestReview:
    """How much the quiz gives back."""

    def result(self, client: Client, lesson: Lesson, review: str, **values: Any) -> str:
        attempt = begin(client, quiz_of(lesson, review=review, **values))
        answer(client, attempt, 1, {"choice": "1"})
        answer(client, attempt, 2, {"text": "toll"})
        return seen(client.get(finish(client, attempt).location))

    def test_feedback_without_score_has_no_number(self, client: Client, lesson: Lesson) -> None:
        words = self.result(client, lesson, "feedback")

        assert "The king Your answer: wrong He never saw it." in words
        assert "The chronicle says so." in words
        assert "Not passed yet" in words
        assert "%" not in words
        assert "of 1 mark" not in words
        assert "of 2 questions right" not in words

    def test_score_without_feedback_has_no_key(self, client: Client, lesson: Lesson) -> None:
        words = self.result(client, lesson, "score")

        assert "50%" in words
        assert "Wrong: 0 of 1 mark" in words
        for secret in ("Right answer", "He never saw it.", "The chronicle says so.", "Its bridge came later."):
            assert secret not in words

    @pytest.mark.parametrize("review", ["nothing", "after-closing"])
    def test_nothing_is_nothing(self, client: Client, lesson: Lesson, review: str) -> None:
        values = {"closes_at": NOW.replace(year=2999)} if review == "after-closing" else {}

        words = self.result(client, lesson, review, **values)

        assert "Handed in." in words
        assert ("2999" in words) is (review == "after-closing")
        for secret in ("%", "Your answer", "Right", "Passed", "passed", "He never saw it."):
            assert secret not in words

    def test_the_page_of_the_quiz_keeps_the_score_to_itself(self, client: Client, lesson: Lesson) -> None:
        quiz = quiz_of(lesson, review="feedback")
        finish(client, begin(client, quiz))

        words = seen(client.get(f"/quizzes/{quiz.id}"))

        assert "without marks" in words
        assert "Your best result counts." in words
        assert words.count("Your best result") == 1
        assert " 0%" not in words


class TestLater:
    """Marks that people gave or repaired."""

    def test_an_essay_waits_and_its_model_is_not_shown(self, client: Client, lesson: Lesson) -> None:
        quiz = make_quiz(lesson)
        make_item(quiz, "essay")
        attempt = begin(client, quiz)
        answer(client, attempt, 1, {"text": "I think that it was just."})

        words = seen(client.get(finish(client, attempt).location))

        assert "1 answer has still to be marked by a person" in words
        assert "Not marked yet: a person reads it" in words
        assert "of 1 mark" not in words

    def test_a_mark_given_by_hand_says_so(self, client: Client, lesson: Lesson) -> None:
        quiz = make_quiz(lesson)
        make_item(quiz, "essay")
        attempt = begin(client, quiz)
        answer(client, attempt, 1, {"text": "I think that it was just."})
        finish(client, attempt)
        payload = {"position": 1, "fraction": 0.75, "levels": {"sides": 2}, "comment": "Both\nsides."}
        self.add(attempt, StepKind.MARKED, payload, fraction=0.75, comment=payload["comment"])

        words = seen(client.get(f"/attempts/{attempt.id}"))

        assert "Marked by hand: 0.75 of 1 mark Comment Both sides." in words

    def test_a_repaired_mark_says_why(self, client: Client, quiz: Quiz) -> None:
        attempt = begin(client, quiz)
        answer(client, attempt, 1, {"choice": "1"})
        finish(client, attempt)
        version = slots_of(attempt)[0].item_version_id
        payload = {"position": 1, "version": version, "fraction": 1.0, "former": {"version": version, "fraction": 0.0}}
        self.add(attempt, StepKind.REGRADED, {**payload, "reason": "The king may stand."}, fraction=1.0)

        words = seen(client.get(f"/attempts/{attempt.id}"))

        assert "The question was repaired on November 20, 2026: The king may stand.; your score was 0, now 1." in words

    def add(self, attempt: Attempt, kind: StepKind, payload: dict[str, Any], **slot: Any) -> None:
        db.session.add(
            AttemptStep(attempt_id=attempt.id, kind=kind, position=1, token=f":{kind}", payload=payload, created_at=NOW)
        )
        row = db.session.get_one(AttemptSlot, (attempt.id, 1))
        for name, value in slot.items():
            setattr(row, name, value)
        db.session.flush()


def test_what_proves_a_wrong_option_wrong_is_shown_to_those_who_chose_it(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson)
    place = make_item(quiz)
    passage = make_passage(lesson, text="The king stayed at home.")
    db.session.add(OptionEvidence(item_version_id=place.item_version_id, option=1, passage_id=passage.id))
    wrong, right = begin(client, quiz), None
    answer(client, wrong, 1, {"choice": "1"})

    words = seen(client.get(finish(client, wrong).location))
    right = begin(client, quiz)
    answer(client, right, 1, {"choice": "0"})

    assert "The passage that proves “The king” wrong The king stayed at home." in words
    assert "stayed at home" not in seen(client.get(finish(client, right).location))


def test_a_text_is_neither_numbered_nor_counted(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson)
    make_item(quiz, "description")
    make_item(quiz)
    attempt = begin(client, quiz)

    text, question = (client.get(f"/attempts/{attempt.id}/questions/{position}") for position in (1, 2))

    assert "The next questions are about the bridge." in seen(text)
    assert "<form" not in main_part(text)
    assert "Question 1 of 1" in seen(question)
    assert "0 of 1 questions answered" in seen(client.get(f"/attempts/{attempt.id}"))
    assert "0 of 1 questions right" in seen(client.get(finish(client, attempt).location))


def test_sections_have_their_titles(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson, settings=settings(sections=(Section("one", "Stones"), Section("two", "Tolls"))))
    make_item(quiz)
    make_item(quiz, "short-answer", section=1)
    attempt = begin(client, quiz)

    assert "· Tolls Question 2 of 2" in seen(client.get(f"/attempts/{attempt.id}/questions/2"))
    overview = seen(client.get(f"/attempts/{attempt.id}"))
    assert overview.index("Stones") < overview.index("Question 1") < overview.index("Tolls")
    assert "Tolls Question 2 of 2" in seen(client.get(finish(client, attempt).location))


def test_a_checked_question_asks_as_little_as_an_open_one(client: Client, app: Flask, lesson: Lesson) -> None:
    attempt = begin(client, quiz_of(lesson, "interactive"))
    check(client, attempt, 1, choice="1")
    address = check(client, attempt, 1, choice="0").location

    with recorded(app) as statements:
        client.get(address)

    assert len(statements) == 4


class TestRefusals:
    """Who may not check."""

    def test_strangers(self, client: Client, app: Flask, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))

        for stranger in (new_client(app), new_client(app).login(make_user(is_administrator=True))):
            assert check(stranger, attempt, 1, choice="0").status_code == 404

        assert step_kinds(attempt) == [StepKind.STARTED]

    def test_a_quiz_that_checks_nothing(self, client: Client, quiz: Quiz) -> None:
        attempt = begin(client, quiz)

        assert "Check" not in seen(client.get(f"/attempts/{attempt.id}/questions/1")).split("Who built")[1]
        assert check(client, attempt, 1, choice="0").status_code == 409

    def test_a_finished_attempt(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))
        finish(client, attempt)

        assert check(client, attempt, 1, choice="0").status_code == 409

    @pytest.mark.parametrize("form", [{"choice": "9"}, {"choice": "0", "token": ""}])
    def test_a_form_that_is_none_of_ours(self, client: Client, lesson: Lesson, form: dict[str, str]) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))

        assert check(client, attempt, 1, **form).status_code == 422

    def test_a_question_beyond_the_last(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))

        assert check(client, attempt, 9, choice="0").status_code == 404

    def test_looking(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "immediate"))

        assert client.get(f"/attempts/{attempt.id}/checks/1").status_code == 405
