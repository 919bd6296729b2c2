"""A question that is repaired more than once: what was tried on the way is brought along each time."""

from __future__ import annotations

from typing import Any

import pytest

from courses.quizzes import repairing
from courses.shared.db import db
from models.enums import Behaviour
from models.items import Item, ItemVersion, QuizItem
from models.quizzes import Attempt, Repair
from tests.support.factories.catalogue import NOW
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import check_answer, finish_attempt, make_attempt, settings, slots_of

pytestmark = pytest.mark.usefixtures("session")

RIGHT = {"text": "The town", "correct": True}
WRONG, OTHER = {"text": "The king", "feedback": "No."}, {"text": "The abbot", "feedback": "No."}
ORDERS = ([RIGHT, WRONG, OTHER], [OTHER, WRONG, RIGHT], [WRONG, RIGHT, OTHER])
ABOUT: dict[str, Any] = {"hints": ["One", "Two"], "penalty": 0.25}


def tried() -> tuple[QuizItem, Attempt]:
    """A question, and an attempt in which it was answered rightly at the second try."""
    quiz = make_quiz(settings=settings(behaviour=Behaviour.INTERACTIVE))
    place = make_item(quiz, options=ORDERS[0], **ABOUT)
    attempt = make_attempt(quiz=quiz)
    for choice in (1, 0):
        check_answer(attempt, 1, {"choice": choice})
    return place, finish_attempt(attempt)


def repaired(place: QuizItem, number: int) -> Repair:
    """Published anew with its options in another order."""
    item = db.session.get_one(Item, place.item_id)
    version: ItemVersion = make_version(item, number=number, options=ORDERS[number - 1], **ABOUT)
    repair = repairing.begin(db.session, item.id, version.id, reason="A word.", author_id=None, now=NOW)
    return carried_out(repair)


def carried_out(repair: Repair) -> Repair:
    while repairing.advance(db.session, repair.id, now=NOW):
        db.session.expire_all()
    db.session.expire_all()
    return repair


def test_what_was_tried_is_found_again_in_the_third_wording() -> None:
    place, attempt = tried()

    fractions = [slots_of(attempt)[0].fraction]
    for number in (2, 3):
        repaired(place, number)
        fractions.append(slots_of(attempt)[0].fraction)

    assert fractions == [0.75, 0.75, 0.75]


def test_after_a_repair_was_taken_back_the_next_one_begins_with_what_was_tried_first() -> None:
    place, attempt = tried()
    first = repaired(place, 2)
    repairing.undo(db.session, first, now=NOW)
    carried_out(first)

    repaired(place, 3)

    assert (slots_of(attempt)[0].fraction, attempt.fraction) == (0.75, 0.75)
