"""An attempt is answered and marked in the behaviour it began with, whatever the settings of its quiz have become."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from courses.accounts.queries import TOLD
from courses.quizzes import repairing
from courses.quizzes.rules.log import replay
from courses.shared.db import db
from courses.shared.errors import Conflict
from models.enums import Behaviour, Review
from models.items import Item, Quiz
from models.quizzes import Attempt, AttemptStep
from tests.support.factories.catalogue import NOW
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import (
    check_answer,
    finish_attempt,
    give_answer,
    make_attempt,
    settings,
    slots_of,
    steps_of,
)

pytestmark = pytest.mark.usefixtures("session")

OPTIONS = [{"text": "The town", "correct": True}, {"text": "The king", "feedback": "No."}]


def quiz_with(behaviour: Behaviour, **spec: Any) -> Quiz:
    quiz = make_quiz(settings=settings(behaviour=behaviour))
    make_item(quiz, options=OPTIONS, **spec)
    return quiz


def switched(quiz: Quiz, behaviour: Behaviour, **others: Any) -> None:
    quiz.settings = settings(behaviour=behaviour, **others)
    db.session.flush()


def begun_before_it_was_noted(attempt: Attempt) -> None:
    """As attempts were written before their first step held the behaviour."""
    started = steps_of(attempt)[0]
    payload = {name: value for name, value in started.payload.items() if name != "behaviour"}
    db.session.execute(sa.update(AttemptStep).where(AttemptStep.id == started.id).values(payload=payload))
    db.session.expire_all()


def repaired(quiz: Quiz, **spec: Any) -> None:
    """The question published with another word in it, and the marks given corrected."""
    item = db.session.scalars(sa.select(Item).where(Item.course_id == quiz.course_id)).one()
    version = make_version(item, number=2, options=OPTIONS, prompt="Who built it really?", **spec)
    repair = repairing.begin(db.session, item.id, version.id, reason="A typo.", author_id=None, now=NOW)
    while repairing.advance(db.session, repair.id, now=NOW):
        pass
    db.session.expire_all()


def test_the_log_says_in_which_behaviour_an_attempt_began() -> None:
    attempt = make_attempt(quiz=quiz_with(Behaviour.CERTAINTY))

    assert replay(steps_of(attempt)).behaviour is Behaviour.CERTAINTY


def test_repairing_a_typo_after_the_behaviour_was_switched_leaves_the_marks() -> None:
    quiz = quiz_with(Behaviour.CERTAINTY)
    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 1, {"choice": 0}, certainty=1)
    before = finish_attempt(attempt).fraction
    switched(quiz, Behaviour.DEFERRED)

    repaired(quiz)

    assert before == pytest.approx(1 / 3)
    assert attempt.fraction == before


def test_the_impact_foresees_the_marks_by_the_behaviour_of_the_attempt() -> None:
    quiz = quiz_with(Behaviour.CERTAINTY)
    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 1, {"choice": 0}, certainty=1)
    finish_attempt(attempt)
    switched(quiz, Behaviour.DEFERRED)
    item = db.session.scalars(sa.select(Item).where(Item.course_id == quiz.course_id)).one()
    version = make_version(item, number=2, options=OPTIONS, prompt="Who built it really?")

    found, _around = repairing.impact(db.session, {item.id: repairing.Wording(version.id, version.kind, version.body)})

    assert found.same == 1


def test_tries_cost_what_they_cost_when_the_attempt_began() -> None:
    quiz = quiz_with(Behaviour.INTERACTIVE, hints=["One", "Two"], penalty=0.25)
    attempt = make_attempt(quiz=quiz)
    for choice in (1, 0):
        check_answer(attempt, 1, {"choice": choice})
    finish_attempt(attempt)
    switched(quiz, Behaviour.DEFERRED)

    repaired(quiz, hints=["One", "Two"], penalty=0.25)

    assert slots_of(attempt)[0].fraction == 0.75


def test_an_open_attempt_is_marked_in_the_behaviour_it_began_with() -> None:
    quiz = quiz_with(Behaviour.CERTAINTY)
    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 1, {"choice": 0}, certainty=1)
    switched(quiz, Behaviour.DEFERRED)

    finish_attempt(attempt)

    assert attempt.fraction == pytest.approx(1 / 3)


def test_an_open_attempt_goes_on_being_checked() -> None:
    quiz = quiz_with(Behaviour.INTERACTIVE, hints=["One"], penalty=0.25)
    attempt = make_attempt(quiz=quiz)
    check_answer(attempt, 1, {"choice": 1})
    switched(quiz, Behaviour.DEFERRED)

    check_answer(attempt, 1, {"choice": 0})

    assert (slots_of(attempt)[0].fraction, slots_of(attempt)[0].tries) == (0.75, 2)


def test_an_open_attempt_is_not_checked_when_it_was_not_at_its_beginning() -> None:
    quiz = quiz_with(Behaviour.DEFERRED)
    attempt = make_attempt(quiz=quiz)
    switched(quiz, Behaviour.IMMEDIATE)

    with pytest.raises(Conflict):
        check_answer(attempt, 1, {"choice": 0})


def test_what_is_shown_on_the_way_follows_the_settings_of_today() -> None:
    quiz = quiz_with(Behaviour.INTERACTIVE, hints=["One", "Two"], penalty=0.25)
    attempt = make_attempt(quiz=quiz)
    switched(quiz, Behaviour.INTERACTIVE, review=Review.NOTHING)

    check_answer(attempt, 1, {"choice": 1})

    assert slots_of(attempt)[0].closed_at is not None


def test_an_attempt_begun_before_that_was_noted_follows_the_settings_of_its_quiz() -> None:
    quiz = quiz_with(Behaviour.CERTAINTY)
    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 1, {"choice": 0}, certainty=1)
    finish_attempt(attempt)
    begun_before_it_was_noted(attempt)

    repaired(quiz)

    assert replay(steps_of(attempt)).behaviour is None
    assert attempt.fraction == pytest.approx(1 / 3)


def test_ones_own_file_tells_of_an_open_attempt_what_its_pages_show() -> None:
    quiz = quiz_with(Behaviour.IMMEDIATE)
    attempt = make_attempt(quiz=quiz)
    check_answer(attempt, 1, {"choice": 0})
    switched(quiz, Behaviour.DEFERRED)

    told = next(iter(TOLD["attempts"](db.session, attempt.user_id, NOW + timedelta(minutes=1))))

    assert told["answers"][0]["fraction"] == 1.0
