"""What learners see of each behaviour and of each review, before, at and after a check."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from courses.shared.db import db
from models.catalogue import Lesson
from models.enums import Behaviour, Review, StepKind
from models.items import ItemVersion, Quiz
from models.quizzes import Attempt
from tests.pages.quizzes.taking import HINTS, answer, begin, finish, quiz_of
from tests.support.apps import new_client
from tests.support.client import Client
from tests.support.factories.catalogue import make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import new_token, settings, slots_of, step_kinds
from tests.support.seen import main_part, plain, seen
from tests.support.statements import recorded


def check(client: Client, attempt: Attempt, position: int, **fields: Any) -> TestResponse:
    form = {"token": new_token(), **fields}
    return client.post(f"/attempts/{attempt.id}/checks/{position}", data=form)


def checked(client: Client, attempt: Attempt, **fields: Any) -> str:
    """Check the first question; what the page says then."""
    reply = check(client, attempt, 1, **fields)
    assert (reply.status_code, reply.location) == (303, f"/attempts/{attempt.id}/questions/1#outcome")
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

    def test_the_outcome_is_the_first_that_is_read_aloud(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "interactive"))
        checked(client, attempt, choice="1")

        page = client.get(f"/attempts/{attempt.id}/questions/1")

        assert "<title>Not right yet · Question 1 ·" in page.text
        # The address leads to this element, which takes the focus.
        assert re.search(r'id="outcome" tabindex="-1">\s*<div class="feedback feedback--wrong"', page.text)

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

        reply = check(client, attempt, 1)

        # It is said at the head of the page, so the page is shown from there.
        assert reply.location == f"/attempts/{attempt.id}/questions/1"
        assert "Answer the question before you check it." in seen(client.get(reply.location))
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


class TestTheListAfterAWrongTry:
    """The list of all questions and the map say that the question may be tried again."""

    def listed(self, client: Client, attempt: Attempt) -> str:
        """What the list says of the first question."""
        words = seen(client.get(f"/attempts/{attempt.id}")).partition("Who built the bridge? ")[2]
        return words.partition(" Not answered Question 2")[0]

    def test_how_often_is_said(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "interactive"))
        for words in ("wrong, 2 tries left", "wrong, 1 try left"):
            assert "Question 1 (not right yet)" in checked(client, attempt, choice="1")
            assert self.listed(client, attempt) == words
            answer(client, attempt, 1, {"choice": "0"})
            assert self.listed(client, attempt) == "answered"

        checked(client, attempt, choice="0")

        assert self.listed(client, attempt) == "checked"

    def test_practice_does_not_count(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, quiz_of(lesson, "practice"))
        checked(client, attempt, choice="1")

        assert self.listed(client, attempt) == "wrong, try again"

    def test_half_right_is_not_wrong(self, client: Client, lesson: Lesson) -> None:
        quiz = make_quiz(lesson, settings=settings(behaviour=Behaviour.INTERACTIVE))
        make_item(quiz, "multiple-response", hints=HINTS)
        attempt = begin(client, quiz)
        checked(client, attempt, choice="0")

        assert "partly right, 2 tries left" in seen(client.get(f"/attempts/{attempt.id}"))


# The answer, what the page then says of each of its parts, and what it must not say, by the kind of the question.
TRIED = {
    "stimulus": (
        {"who.choice": "1", "when.text": "1204"},
        "1: The king Wrong He never saw it. 2: 1204 Right",
        "The town",
    ),
    "cloze": (
        {"year.text": "1300", "who.choice": "0", "toll.text": "tax"},
        "1: 1300 AD Wrong 2: everybody Right 3: tax Partly right",
        "1204",
    ),
    "matching": (
        {"pair-0": "0", "pair-1": "2", "pair-2": "1"},
        "Town → 1204 Right Bridge → never Wrong King → later Wrong",
        "Bridge → later",
    ),
    "drag-words": ({"gap-a": "0", "gap-b": "1"}, "1: bridge Right 2: king Wrong", "2: town"),
    "multiple-response": ({"choice": ["0", "2"]}, "Merchants Right Fish Wrong", "Pilgrims Right"),
}


class TestParts:
    """A wrong try says which part was wrong, as far as the quiz says what is right."""

    @pytest.mark.parametrize("kind", TRIED)
    @pytest.mark.parametrize("behaviour", ["interactive", "practice"])
    def test_each_part_is_said_to_be_right_or_wrong(
        self, client: Client, lesson: Lesson, kind: str, behaviour: str
    ) -> None:
        attempt = begin(client, self.quiz(lesson, kind, behaviour))
        fields, said, secret = TRIED[kind]

        page = client.get(check(client, attempt, 1, **fields).location)

        told = plain(main_part(page).partition("<form")[0])
        assert said in told
        assert secret not in told

    def test_steps_are_said_in_the_order_given(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, self.quiz(lesson, "ordering", "interactive"))
        (slot,) = slots_of(attempt)
        steps = [plain(html) for html in db.session.get_one(ItemVersion, slot.item_version_id).body["steps"]]
        wanted = [steps.index(words) for words in ("Bridge", "Town", "Toll", "Ruin")]

        words = checked(client, attempt, **{f"position-{step}": str(at) for at, step in enumerate(wanted, start=1)})

        assert "1. Bridge Wrong 2. Town Right 3. Toll Right 4. Ruin Right" in words

    def test_an_author_who_gives_no_feedback_gives_none_of_parts(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, self.quiz(lesson, "stimulus", "interactive", "score"))

        words = checked(client, attempt, **TRIED["stimulus"][0])

        assert "1: The king Wrong 2: 1204 Right" in words
        assert "He never saw it." not in words

    def test_where_the_quiz_says_nothing_nothing_is_said_of_parts(self, client: Client, lesson: Lesson) -> None:
        attempt = begin(client, self.quiz(lesson, "stimulus", "interactive", "nothing"))

        words = checked(client, attempt, **TRIED["stimulus"][0])

        assert "Wrong" not in words
        assert "Right" not in words

    def quiz(self, lesson: Lesson, kind: str, behaviour: str, review: str = "everything") -> Quiz:
        quiz = make_quiz(lesson, settings=settings(behaviour=Behaviour(behaviour), review=Review(review)))
        make_item(quiz, kind, hints=HINTS)
        return quiz


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


@pytest.mark.parametrize("behaviour", ["immediate", "interactive", "practice"])
def test_where_nothing_is_shown_no_check_is_promised_to_show_it(client: Client, lesson: Lesson, behaviour: str) -> None:
    words = seen(client.get(f"/quizzes/{quiz_of(lesson, behaviour, 'nothing').id}"))

    assert "What you check stays as it is." in words
    assert "check each answer as often" not in words
    assert "you see at once" not in words


def test_a_wrong_order_says_that_right_steps_are_right_among_themselves(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson, settings=settings(behaviour=Behaviour.PRACTICE))
    make_item(quiz, "ordering")
    attempt = begin(client, quiz)

    # The first step, the town, stands last; the others stand behind one another.
    check(client, attempt, 1, **{"position-0": "1", "position-1": "3", "position-2": "2", "position-3": "4"})

    words = seen(client.get(f"/attempts/{attempt.id}/questions/1"))
    assert "Those marked right follow one another in the right order" in words


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
