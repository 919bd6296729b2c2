"""Attempts as a log: every answer is kept, a repetition changes nothing, and the cache equals the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.access.loaders.quizzes import attempt_to_answer, attempt_to_see, quiz_to_start, quiz_to_take
from courses.access.viewer import VISITOR
from courses.items.rules.kinds import KINDS
from courses.quizzes import service
from courses.quizzes.rules.log import replay
from courses.shared.errors import Conflict, Forbidden, NotFound
from models.accounts import User
from models.catalogue import Course, Enrolment
from models.enums import StepKind
from models.items import Item
from models.progress import LessonProgress
from models.quizzes import Attempt
from tests.support.factories.catalogue import (
    NOW,
    TOMORROW,
    complete,
    make_guest,
    make_instructor,
    make_lesson,
    make_user,
)
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import (
    finish_attempt,
    give_answer,
    make_attempt,
    slots_of,
    step_kinds,
    steps_of,
    viewer_of,
)
from tests.support.statements import recorded

LATER = NOW + timedelta(minutes=5)
RIGHT, WRONG = {"choice": 0}, {"choice": 1}


def test_an_attempt_remembers_versions_marks_and_arrangement(session: Session) -> None:
    quiz = make_quiz()
    items = [make_item(quiz, kind, marks=2) for kind in KINDS]

    attempt = make_attempt(quiz=quiz)

    slots = slots_of(attempt)
    assert [slot.item_version_id for slot in slots] == [item.item_version_id for item in items]
    assert {slot.marks for slot in slots} == {0, 2}
    assert [step["order"] for step in steps_of(attempt)[0].payload["slots"]] == [slot.order for slot in slots]


def test_beginning_twice_goes_on_with_the_open_attempt(session: Session) -> None:
    first = make_attempt()

    again = quiz_to_start(session, viewer_of(session.get_one(User, first.user_id)), first.quiz_id, now=NOW)

    assert start(session, again, first.user_id) == (first.id, False)


def start(session: Session, quiz: Any, user_id: int) -> tuple[int, bool]:
    return service.start(session, quiz, user_id, now=NOW, rng=Random(1))


def test_whoever_begins_a_quiz_has_joined_the_course(session: Session) -> None:
    attempt = make_attempt(make_guest())

    assert session.scalars(sa.select(Enrolment.user_id)).all() == [attempt.user_id]


def test_an_answer_is_a_step_and_the_slot_follows(session: Session) -> None:
    attempt = make_attempt()

    assert give_answer(attempt, 1, WRONG)
    assert give_answer(attempt, 1, RIGHT, now=LATER)

    assert step_kinds(attempt) == [StepKind.STARTED, StepKind.SAVED, StepKind.SAVED]
    assert slots_of(attempt)[0].response == RIGHT
    assert slots_of(attempt)[0].answered_at == LATER


def test_the_same_token_again_changes_nothing(session: Session) -> None:
    attempt = make_attempt()
    give_answer(attempt, 1, WRONG, token="the-same-token")
    give_answer(attempt, 1, RIGHT)

    assert not give_answer(attempt, 1, WRONG, token="the-same-token")

    assert slots_of(attempt)[0].response == RIGHT
    assert len(steps_of(attempt)) == 3


def test_another_answer_with_the_same_token_is_an_answer_of_its_own(session: Session) -> None:
    attempt = make_attempt()

    for response in (WRONG, RIGHT, RIGHT, WRONG):
        give_answer(attempt, 1, response, token="of-a-page-gone-back-to")

    assert slots_of(attempt)[0].response == WRONG
    assert [step.payload["response"] for step in steps_of(attempt)[1:]] == [WRONG, RIGHT, WRONG]


def test_the_same_token_for_another_question_is_an_answer_of_its_own(session: Session) -> None:
    quiz = make_quiz()
    for _ in range(2):
        make_item(quiz)
    attempt = make_attempt(quiz=quiz)

    assert [give_answer(attempt, position, RIGHT, token="of-two-questions") for position in (1, 2)] == [True, True]

    assert [slot.response for slot in slots_of(attempt)] == [RIGHT, RIGHT]


def test_an_answer_can_be_taken_back(session: Session) -> None:
    attempt = make_attempt()
    give_answer(attempt, 1, RIGHT)

    assert give_answer(attempt, 1, None)

    assert slots_of(attempt)[0].response is None
    assert slots_of(attempt)[0].answered_at is None


def test_nothing_answered_is_no_step(session: Session) -> None:
    attempt = make_attempt()

    assert not give_answer(attempt, 1, None)

    assert step_kinds(attempt) == [StepKind.STARTED]


def test_finishing_grades_every_question_by_its_marks(session: Session) -> None:
    quiz = make_quiz()
    make_item(quiz, marks=3)
    make_item(quiz, marks=1)
    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 1, RIGHT)

    finish_attempt(attempt, now=LATER)

    assert (attempt.fraction, attempt.finished_at) == (0.75, LATER)
    assert [slot.fraction for slot in slots_of(attempt)] == [1, 0]
    assert step_kinds(attempt)[-2:] == [StepKind.SUBMITTED, StepKind.GRADED]


def test_finishing_twice_is_finishing_once(session: Session) -> None:
    attempt = finish_attempt(make_attempt())
    before = len(steps_of(attempt))

    finish_attempt(attempt, now=LATER)

    assert attempt.finished_at == NOW
    assert len(steps_of(attempt)) == before


def test_a_late_answer_is_refused_with_what_was_kept(session: Session) -> None:
    attempt = make_attempt()
    give_answer(attempt, 1, WRONG)
    finish_attempt(attempt)

    with pytest.raises(Conflict, match="The king"):
        give_answer(attempt, 1, RIGHT)

    assert slots_of(attempt)[0].response == WRONG
    assert step_kinds(attempt).count(StepKind.SAVED) == 1


def test_an_answer_kept_before_the_end_may_be_sent_again_after_it(session: Session) -> None:
    attempt = make_attempt()
    give_answer(attempt, 1, RIGHT, token="sent-once-more")
    finish_attempt(attempt)

    assert not give_answer(attempt, 1, RIGHT, token="sent-once-more")
    with pytest.raises(Conflict):
        give_answer(attempt, 1, WRONG, token="sent-once-more")


def test_passing_is_recorded_in_the_lesson_and_the_best_stays(session: Session) -> None:
    lesson = make_lesson(needs_read=False, needs_quiz=True)
    quiz = make_quiz(lesson)
    make_item(quiz)
    user = make_user()
    good = make_attempt(user, quiz)
    give_answer(good, 1, RIGHT)
    finish_attempt(good)
    finish_attempt(make_attempt(user, quiz, now=LATER), now=LATER)

    progress = session.get_one(LessonProgress, (user.id, lesson.id), populate_existing=True)

    assert (progress.best_fraction, progress.quiz_passed_at, progress.completed_at) == (1, NOW, NOW)


def test_a_failed_quiz_leaves_the_lesson_open(session: Session) -> None:
    lesson = make_lesson(needs_read=False, needs_quiz=True)
    quiz = make_quiz(lesson)
    make_item(quiz)
    attempt = finish_attempt(make_attempt(quiz=quiz))

    progress = session.get_one(LessonProgress, (attempt.user_id, lesson.id), populate_existing=True)

    assert (progress.best_fraction, progress.quiz_passed_at, progress.completed_at) == (0, None, None)


def test_attempts_are_counted(session: Session) -> None:
    user, quiz = make_user(), make_quiz()
    make_item(quiz)

    numbers = [finish_attempt(make_attempt(user, quiz)).number for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_a_new_wording_reaches_new_attempts_only(session: Session) -> None:
    quiz, user = make_quiz(), make_user()
    place = make_item(quiz)
    old = make_attempt(user, quiz)
    asked = place.item_version_id
    place.item_version_id = make_version(session.get_one(Item, place.item_id), number=2).id
    finish_attempt(old)

    new = make_attempt(user, quiz)

    assert slots_of(old)[0].item_version_id == asked
    assert slots_of(new)[0].item_version_id == place.item_version_id


@pytest.mark.parametrize("seed", range(6))
def test_the_cache_equals_the_log(session: Session, seed: int) -> None:
    rng = Random(seed)
    quiz = make_quiz()
    for kind in KINDS:
        make_item(quiz, kind, marks=rng.choice([0.5, 1, 2]))
    attempt = make_attempt(quiz=quiz, seed=seed)
    for number in range(rng.randrange(20)):
        position = rng.randrange(1, len(KINDS) + 1)
        response = rng.choice([None, KINDS[list(KINDS)[position - 1]].key(body_at(session, attempt, position))])
        give_answer(attempt, position, response, token=f"token-{rng.randrange(8)}", now=NOW + timedelta(seconds=number))
    if rng.random() < 0.7:
        finish_attempt(attempt, now=LATER)

    state = replay(steps_of(attempt))

    assert (state.finished_at, state.fraction) == (attempt.finished_at, attempt.fraction)
    for slot in slots_of(attempt):
        told = state.slots[slot.position]
        for name in ("item_id", "item_version_id", "marks", "order", "response", "answered_at", "fraction"):
            assert getattr(told, name) == getattr(slot, name), name


def body_at(session: Session, attempt: Attempt, position: int) -> dict[str, Any]:
    viewer = viewer_of(session.get_one(User, attempt.user_id))
    return attempt_to_answer(session, viewer, attempt.id, position).body


def test_saving_an_answer_takes_three_statements(app: Flask, session: Session) -> None:
    attempt = make_attempt()
    user = viewer_of(session.get_one(User, attempt.user_id))
    session.flush()

    with recorded(app) as statements:
        slot = attempt_to_answer(session, user, attempt.id, 1)
        save(session, slot)

    assert [statement.split()[0] for statement in statements] == ["SELECT", "INSERT", "UPDATE"]


def save(session: Session, slot: Any) -> None:
    service.save_answer(session, slot, RIGHT, token="a-new-token", now=NOW)


class TestRefusals:
    """What is not one's own does not exist, and what is locked cannot be begun."""

    @pytest.mark.parametrize("load", [attempt_to_see, lambda s, v, a: attempt_to_answer(s, v, a, 1)])
    def test_somebody_elses_attempt_does_not_exist(self, session: Session, load: Callable[..., Any]) -> None:
        attempt = make_attempt()

        for viewer in (viewer_of(make_user()), viewer_of(make_user(is_administrator=True)), VISITOR):
            with pytest.raises(NotFound):
                load(session, viewer, attempt.id)

    def test_a_question_that_does_not_exist_cannot_be_answered(self, session: Session) -> None:
        with pytest.raises(NotFound):
            give_answer(make_attempt(), 2, RIGHT)

    def test_a_quiz_without_questions_cannot_be_begun(self, session: Session) -> None:
        with pytest.raises(NotFound, match="no questions"):
            make_attempt(quiz=make_quiz())

    def test_a_retired_quiz_cannot_be_begun(self, session: Session) -> None:
        with pytest.raises(NotFound):
            make_attempt(quiz=make_quiz(retired_at=NOW))

    def test_the_quiz_of_a_retired_lesson_cannot_be_begun(self, session: Session) -> None:
        with pytest.raises(NotFound):
            make_attempt(quiz=make_quiz(make_lesson(retired_at=NOW)))

    def test_the_quiz_of_a_locked_lesson_cannot_be_begun(self, session: Session) -> None:
        first = make_lesson(title="The first bridge")
        quiz = make_quiz(make_lesson(requires=[first]))
        make_item(quiz)

        with pytest.raises(Forbidden, match="The first bridge"):
            make_attempt(quiz=quiz)

    def test_completing_the_first_lesson_opens_the_quiz_of_the_second(self, session: Session) -> None:
        first, user = make_lesson(), make_user()
        quiz = make_quiz(make_lesson(requires=[first]))
        make_item(quiz)
        complete(user, first)

        assert make_attempt(user, quiz).number == 1

    def test_before_the_day_a_lesson_opens_its_quiz_says_when(self, session: Session) -> None:
        quiz = make_quiz(make_lesson(opens_on=TOMORROW.date()))
        make_item(quiz)

        found = quiz_to_take(session, VISITOR, quiz.id, now=NOW)

        assert found.lock
        assert "2026" in found.lock

    def test_an_instructor_may_take_a_quiz_before_it_opens(self, session: Session) -> None:
        lesson = make_lesson(opens_on=TOMORROW.date())
        quiz = make_quiz(lesson)
        make_item(quiz)
        teacher = make_instructor(session.get_one(Course, lesson.course_id))

        assert make_attempt(teacher, quiz).number == 1
