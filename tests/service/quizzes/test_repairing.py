"""A repair replays stored answers, in portions, and taking it back restores every figure exactly."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from courses.quizzes import repairing
from courses.quizzes.queries.repair import wordings
from courses.quizzes.rules.log import replay
from courses.shared.db import db
from courses.shared.errors import Conflict
from models.enums import RepairState
from models.items import Item, ItemVersion, Quiz, QuizItem
from models.progress import LessonProgress
from models.quizzes import Attempt, CourseGrade, QuizGrade, Repair
from tests.support.factories.catalogue import NOW, make_user
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, slots_of, steps_of

pytestmark = pytest.mark.usefixtures("session")

TURNED = [{"text": "The town", "feedback": "It only paid."}, {"text": "The king", "correct": True}]


def finished(place: QuizItem, choices: tuple[int, ...]) -> Attempt:
    """Somebody's finished attempt with these options chosen, by their places in the first version."""
    attempt = make_attempt(make_user(), db.session.get_one(Quiz, place.quiz_id))
    for position, choice in enumerate(choices, start=1):
        give_answer(attempt, position, {"choice": choice})
    return finish_attempt(attempt)


def turned(place: QuizItem, number: int = 2, **values: Any) -> ItemVersion:
    """A version in which the other option is right."""
    item = db.session.get_one(Item, place.item_id)
    said: dict[str, Any] = {"options": TURNED, **values}
    version = make_version(item, number=number, **said)
    place.item_version_id = version.id
    db.session.flush()
    return version


def carry_out(repair: Repair) -> Repair:
    while repairing.advance(db.session, repair.id, now=NOW):
        db.session.expire_all()
    db.session.expire_all()
    return repair


def repaired(place: QuizItem, version: ItemVersion) -> Repair:
    begun = repairing.begin(db.session, place.item_id, version.id, reason="The key was wrong.", author_id=None, now=NOW)
    return carry_out(begun)


def everything(attempt: Attempt) -> dict[str, Any]:
    """Every figure that follows from an attempt."""
    user_id, quiz_id = attempt.user_id, attempt.quiz_id
    db.session.expire_all()
    grade = db.session.get_one(QuizGrade, (user_id, quiz_id))
    course = db.session.scalars(sa.select(CourseGrade).where(CourseGrade.user_id == user_id)).one()
    progress = db.session.scalars(sa.select(LessonProgress).where(LessonProgress.user_id == user_id)).one()
    slots = [(slot.item_version_id, slot.response, slot.order, slot.fraction) for slot in slots_of(attempt)]
    kept = (progress.best_fraction, progress.quiz_passed_at, progress.completed_at)
    return {
        "attempt": attempt.fraction,
        "slots": slots,
        "grade": grade.fraction,
        "course": course.fraction,
        "kept": kept,
    }


def quiz_of_two() -> tuple[QuizItem, QuizItem]:
    quiz = make_quiz()
    return make_item(quiz), make_item(quiz)


def test_scores_follow_the_new_key() -> None:
    place, _ = quiz_of_two()
    was_right, was_wrong = finished(place, (0, 0)), finished(place, (1, 0))

    repair = repaired(place, turned(place))

    assert (everything(was_right)["attempt"], everything(was_wrong)["attempt"]) == (0.5, 1.0)
    assert (everything(was_right)["grade"], everything(was_wrong)["grade"]) == (0.5, 1.0)
    assert (repair.state, repair.touched, repair.done) == (RepairState.DONE, 2, 2)


def test_whoever_passes_now_has_passed_and_whoever_does_not_has_not() -> None:
    place, _ = quiz_of_two()
    falls, rises = finished(place, (0, 0)), finished(place, (1, 0))
    before = everything(falls)["kept"], everything(rises)["kept"]

    repaired(place, turned(place))

    after = everything(falls)["kept"], everything(rises)["kept"]
    assert before[0][1] is not None
    assert before[1][1] is None
    assert after[0][1] is None
    assert after[1][1] is not None


def told(attempt: Attempt) -> list[tuple[Any, ...]]:
    """The questions as the log tells them."""
    state = replay(steps_of(attempt))
    slots = [state.slots[position] for position in sorted(state.slots)]
    return [(state.fraction, slot.item_version_id, slot.response, slot.order, slot.fraction) for slot in slots]


def stored(attempt: Attempt) -> list[tuple[Any, ...]]:
    """The questions as the rows hold them."""
    slots = slots_of(attempt)
    return [(attempt.fraction, slot.item_version_id, slot.response, slot.order, slot.fraction) for slot in slots]


def test_the_log_says_what_the_rows_say() -> None:
    place, _ = quiz_of_two()
    attempt = finished(place, (1, 0))

    repair = repaired(place, turned(place))
    once = told(attempt), stored(attempt)
    repairing.undo(db.session, repair, now=NOW)
    carry_out(repair)
    twice = told(attempt), stored(attempt)

    assert once[0] == once[1]
    assert twice[0] == twice[1]
    assert [each[0] for each in (once[0][0], twice[0][0])] == [1.0, 0.5]


def test_taking_it_back_restores_every_figure_exactly() -> None:
    quiz = make_quiz()
    place = make_item(quiz, marks=0.7)
    for marks in (0.1, 0.2, 3.3):
        make_item(quiz, marks=marks)
    attempts = [finished(place, choices) for choices in ((0, 1, 0, 0), (1, 0, 0, 1), (1, 1, 0, 0))]
    before = [everything(attempt) for attempt in attempts]

    repair = repaired(place, turned(place))
    between = [everything(attempt) for attempt in attempts]
    repairing.undo(db.session, repair, now=NOW)
    carry_out(repair)

    assert [everything(attempt) for attempt in attempts] == before
    assert between != before
    assert repair.state is RepairState.UNDONE


def test_an_option_that_moved_is_found_and_the_arrangement_still_fits() -> None:
    place, _ = quiz_of_two()
    attempt = finished(place, (0, 0))
    moved = [{"text": "The abbot", "feedback": "No."}, TURNED[1] | {"correct": False, "feedback": "No."}]

    repaired(place, turned(place, options=[*moved, {"text": "The town", "correct": True}]))

    slot = slots_of(attempt)[0]
    assert (slot.response, slot.fraction) == ({"choice": 2}, 1.0)
    assert sorted(slot.order["options"]) == [0, 1, 2]


def test_an_answer_that_cannot_be_brought_over_keeps_its_marks_and_its_version() -> None:
    place, _ = quiz_of_two()
    attempt = finished(place, (0, 0))
    before = everything(attempt)
    others = [{"text": text, "feedback": "No."} for text in ("The abbot", "The bishop")]

    repair = repaired(place, turned(place, options=[*others, {"text": "The mason", "correct": True}]))

    assert everything(attempt) == before
    assert repair.state is RepairState.DONE


def test_the_impact_is_what_the_repair_then_does() -> None:
    place, _ = quiz_of_two()
    attempts = [finished(place, choices) for choices in ((0, 0), (1, 0), (1, 1))]
    version = turned(place)

    foreseen, _around = repairing.impact(db.session, place.item_id, wordings(db.session, [version.id])[version.id])
    repaired(place, version)

    after = {attempt.id: everything(attempt)["attempt"] for attempt in attempts}
    assert {line.attempt_id: line.after for line in foreseen.lines} == pytest.approx(after)
    assert (foreseen.rising, foreseen.falling) == (2, 1)


def test_one_question_is_repaired_in_every_quiz_that_uses_it() -> None:
    place, _ = quiz_of_two()
    other = make_quiz()
    db.session.add(
        QuizItem(
            quiz_id=other.id,
            item_id=place.item_id,
            item_version_id=place.item_version_id,
            position=1,
            marks=2,
            section=0,
        )
    )
    other.question_count = 1
    db.session.flush()
    here, there = finished(place, (1, 0)), make_attempt(make_user(), other)
    give_answer(there, 1, {"choice": 1})
    finish_attempt(there)

    repair = repaired(place, turned(place))

    assert (everything(here)["attempt"], everything(there)["attempt"]) == (1.0, 1.0)
    assert repair.touched == 2


def test_an_attempt_that_was_open_is_repaired_when_it_is_handed_in() -> None:
    place, _ = quiz_of_two()
    quiz = db.session.get_one(Quiz, place.quiz_id)
    still_open = make_attempt(make_user(), quiz)
    give_answer(still_open, 1, {"choice": 1})
    give_answer(still_open, 2, {"choice": 0})

    repair = repaired(place, turned(place))
    finish_attempt(still_open)

    assert everything(still_open)["attempt"] == 1.0
    repairing.undo(db.session, repair, now=NOW)
    carry_out(repair)
    assert everything(still_open)["attempt"] == 0.5


def test_nothing_is_done_twice_when_a_portion_is_asked_for_again() -> None:
    place, _ = quiz_of_two()
    attempt = finished(place, (1, 0))
    repair = repaired(place, turned(place))
    steps = len(steps_of(attempt))

    assert repairing.advance(db.session, repair.id, now=NOW) is False

    assert len(steps_of(attempt)) == steps


def test_an_earlier_repair_is_not_taken_back_below_a_later_one() -> None:
    place, _ = quiz_of_two()
    finished(place, (1, 0))
    first = repaired(place, turned(place))
    second = repaired(place, turned(place, 3, prompt="Who built it?"))

    with pytest.raises(Conflict, match="later repair"):
        repairing.undo(db.session, first, now=NOW)

    repairing.undo(db.session, second, now=NOW)
    carry_out(second)
    repairing.undo(db.session, first, now=NOW)
    assert carry_out(first).state is RepairState.UNDONE


def test_a_repair_that_still_runs_is_not_taken_back() -> None:
    place, _ = quiz_of_two()
    finished(place, (1, 0))
    version = turned(place)
    running = repairing.begin(db.session, place.item_id, version.id, reason="Wrong.", author_id=None, now=NOW)

    with pytest.raises(Conflict, match="still being corrected"):
        repairing.undo(db.session, running, now=NOW)
