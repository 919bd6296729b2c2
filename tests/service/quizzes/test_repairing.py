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
from models.enums import Behaviour, RepairState, StepKind
from models.items import Item, ItemVersion, Quiz, QuizItem
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptStep, CourseGrade, QuizGrade, Repair
from tests.support.factories.catalogue import NOW, make_user
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

    foreseen, _around = repairing.impact(db.session, {place.item_id: wordings(db.session, [version.id])[version.id]})
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


def mark_by_hand(attempt: Attempt, position: int, fraction: float, *, token: str = ":marked:1") -> None:
    """A person's mark, as the log and the rows hold it."""
    payload = {"position": position, "fraction": fraction, "levels": {}, "comment": None}
    step = AttemptStep(attempt_id=attempt.id, kind=StepKind.MARKED, position=position, token=token)
    step.payload, step.created_at = payload, NOW
    db.session.add(step)
    db.session.flush()
    state = replay(steps_of(attempt))
    slots_of(attempt)[position - 1].fraction = fraction
    attempt.fraction = state.fraction
    db.session.flush()


def test_what_a_person_has_marked_keeps_its_mark() -> None:
    place, _ = quiz_of_two()
    attempt = finished(place, (1, 0))
    mark_by_hand(attempt, 1, 0.5)
    version = turned(place)

    foreseen, _around = repairing.impact(db.session, {place.item_id: wordings(db.session, [version.id])[version.id]})
    repaired(place, version)

    assert (foreseen.uncarried, foreseen.rising) == (1, 0)
    assert slots_of(attempt)[0].fraction == 0.5
    assert told(attempt) == stored(attempt)


def test_a_mark_given_after_the_repair_stays_when_it_is_taken_back() -> None:
    place, _ = quiz_of_two()
    attempt = finished(place, (1, 0))
    old_version = place.item_version_id
    repair = repaired(place, turned(place))
    mark_by_hand(attempt, 1, 0.25)

    repairing.undo(db.session, repair, now=NOW)
    carry_out(repair)

    slot = slots_of(attempt)[0]
    assert (slot.item_version_id, slot.fraction) == (old_version, 0.25)
    assert told(attempt) == stored(attempt)


def test_answers_to_a_later_version_are_not_carried_back() -> None:
    place, _ = quiz_of_two()
    early = finished(place, (1, 0))
    second = turned(place)
    begun = repairing.begin(db.session, place.item_id, second.id, reason="Wrong.", author_id=None, now=NOW)
    third = turned(place, 3, prompt="Who built it?")
    late = finished(place, (1, 0))

    carry_out(begun)

    assert slots_of(early)[0].item_version_id == second.id
    assert slots_of(late)[0].item_version_id == third.id
    assert (begun.touched, begun.done) == (1, 1)


def test_two_repairs_at_once_end_as_one_after_the_other() -> None:
    place, _ = quiz_of_two()
    attempt = finished(place, (1, 0))
    before = everything(attempt)
    first = repairing.begin(db.session, place.item_id, turned(place).id, reason="One.", author_id=None, now=NOW)
    third = turned(place, 3, options=[{**TURNED[0], "correct": True}, {"text": "The king", "feedback": "No."}])
    second = repairing.begin(db.session, place.item_id, third.id, reason="Two.", author_id=None, now=NOW)

    carry_out(second)
    carry_out(first)

    assert (slots_of(attempt)[0].item_version_id, everything(attempt)["attempt"]) == (third.id, 0.5)
    for repair in (second, first):
        repairing.undo(db.session, repair, now=NOW)
        carry_out(repair)
    assert everything(attempt) == before


def test_a_pass_from_when_the_quiz_asked_for_less_stays() -> None:
    place, _ = quiz_of_two()
    quiz = db.session.get_one(Quiz, place.quiz_id)
    quiz.pass_fraction = 0.5
    attempt = finished(place, (0, 1))
    passed_at = everything(attempt)["kept"][1]
    quiz.pass_fraction = 0.9
    db.session.flush()

    repair = repaired(place, turned(place))
    between = everything(attempt)["kept"][1]
    repairing.undo(db.session, repair, now=NOW)
    carry_out(repair)

    assert passed_at is not None
    assert between == passed_at
    assert everything(attempt)["kept"][1] == passed_at


@pytest.mark.parametrize("behaviour", [Behaviour.INTERACTIVE, Behaviour.CERTAINTY, Behaviour.IMMEDIATE])
def test_taking_it_back_restores_tries_and_certainties_exactly(behaviour: Behaviour) -> None:
    quiz = make_quiz(settings=settings(behaviour=behaviour))
    place = make_item(quiz, marks=0.7, hints=["One", "Two"], penalty=0.3)
    for marks in (0.1, 3.3):
        make_item(quiz, marks=marks, hints=["One"])
    attempts = []
    for number in range(4):
        attempt = make_attempt(make_user(), quiz)
        if behaviour is Behaviour.CERTAINTY:
            give_answer(attempt, 1, {"choice": number % 2}, certainty=1 + number % 3)
        else:
            check_answer(attempt, 1, {"choice": 1})
            if behaviour is Behaviour.INTERACTIVE and number % 2:
                check_answer(attempt, 1, {"choice": 0})
        give_answer(attempt, 2, {"choice": number // 2})
        attempts.append(finish_attempt(attempt))
    before = [(everything(attempt), stored(attempt)) for attempt in attempts]

    repair = repaired(place, turned(place, hints=["One", "Two"], penalty=0.1))
    between = [everything(attempt) for attempt in attempts]
    agreed = [told(attempt) == stored(attempt) for attempt in attempts]
    repairing.undo(db.session, repair, now=NOW)
    carry_out(repair)

    assert agreed == [True] * 4
    assert between != [each for each, _rows in before]
    assert [(everything(attempt), stored(attempt)) for attempt in attempts] == before
    assert [told(attempt) == stored(attempt) for attempt in attempts] == [True] * 4
