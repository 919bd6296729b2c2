"""How much a quiz gives back, what became of marks since, and what stands around the questions."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from courses.quizzes.rules.settings import Section
from courses.shared.db import db
from models.catalogue import Lesson
from models.enums import Review, StepKind
from models.items import OptionEvidence, Quiz
from models.quizzes import Attempt, AttemptSlot, AttemptStep, QuizGrade
from tests.pages.quizzes.taking import answer, begin, finish, quiz_of
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_passage
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import settings, slots_of
from tests.support.seen import main_part, seen


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

    @pytest.mark.parametrize(("review", "is_shown"), [("everything", True), ("score", True), ("feedback", False)])
    def test_the_levels_reached_are_shown_where_marks_are(
        self, client: Client, lesson: Lesson, review: str, is_shown: bool
    ) -> None:
        quiz = make_quiz(lesson, settings=settings(review=Review(review)))
        make_item(quiz, "essay")
        attempt = begin(client, quiz)
        answer(client, attempt, 1, {"text": "I think that it was just."})
        finish(client, attempt)
        self.add(attempt, StepKind.MARKED, {"position": 1, "fraction": 0.75, "levels": {"sides": 2}}, fraction=0.75)

        words = seen(client.get(f"/attempts/{attempt.id}"))

        assert ("Reached: Both" in words) is is_shown
        assert "How it" in words

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


class TestElsewhere:
    """A result that the quiz keeps back stands on no other page either."""

    def passed(self, client: Client, lesson: Lesson, review: str) -> Quiz:
        lesson.needs_quiz = True
        quiz = quiz_of(lesson, review=review)
        attempt = begin(client, quiz)
        answer(client, attempt, 1, {"choice": "0"})
        answer(client, attempt, 2, {"text": "toll"})
        finish(client, attempt)
        return quiz

    @pytest.mark.parametrize(("review", "is_told"), [("everything", True), ("feedback", False), ("nothing", False)])
    def test_the_lesson_says_passed_and_the_result_only_where_it_is_told(
        self, client: Client, lesson: Lesson, review: str, is_told: bool
    ) -> None:
        self.passed(client, lesson, review)

        words = seen(client.get(f"/courses/river-towns/lessons/{lesson.key}"))

        assert "Quiz passed on" in words
        assert ("best result" in words) is is_told
        assert ("100%" in words) is is_told

    @pytest.mark.parametrize(("review", "is_told"), [("everything", True), ("feedback", False)])
    def test_a_grade_set_by_hand_is_told_where_scores_are(
        self, client: Client, lesson: Lesson, review: str, is_told: bool
    ) -> None:
        quiz = self.passed(client, lesson, review)
        grade = db.session.scalars(sa.select(QuizGrade).where(QuizGrade.quiz_id == quiz.id)).one()
        grade.override, grade.override_reason, grade.override_at = 0.35, "Copied.", NOW
        db.session.commit()

        words = seen(client.get(f"/quizzes/{quiz.id}"))

        assert "Copied." in words
        assert ("35%" in words) is is_told


def test_practice_speaks_of_no_marks(client: Client, lesson: Lesson) -> None:
    quiz = quiz_of(lesson, behaviour="practice")

    words = seen(client.get(f"/quizzes/{quiz.id}"))

    assert "is right" in words
    assert "of the marks" not in words
