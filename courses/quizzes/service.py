"""Writing attempts: every change is a step added to the log, and the slots follow in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.quizzes import AttemptToSee, QuizToTake, SlotToAnswer
from courses.items.rules.grading import describe, grade_answer
from courses.items.rules.kinds import KINDS
from courses.progress.service import enrol, record_quiz
from courses.quizzes.queries.attempts import items_of_quiz, last_step_of, open_attempt_of, slots_to_grade
from courses.quizzes.rules.scoring import has_passed, total_fraction
from courses.shared.errors import Conflict, NotFound
from courses.shared.upsert import upsert
from models.accounts import User
from models.enums import StepKind
from models.quizzes import Attempt, AttemptSlot, AttemptStep

# Steps of our own carry a colon, which no token of a form may hold: nobody can take their place.
STARTED, SUBMITTED, GRADED = ":started", ":submitted", ":graded"


def start(session: Session, quiz: QuizToTake, user_id: int, *, now: datetime, rng: Random) -> tuple[int, bool]:
    """Begin an attempt, or go on with the one that is open; the id of the attempt, and whether it is new."""
    # Two clicks at once begin one attempt: the second waits here until the first is written.
    session.execute(sa.select(User.id).where(User.id == user_id).with_for_update())
    open_id, number = open_attempt_of(session, quiz.id, user_id)
    if open_id is not None:
        return open_id, False
    slots = _drawn_slots(session, quiz.id, rng)
    attempt = Attempt(quiz_id=quiz.id, user_id=user_id, number=number, started_at=now)
    session.add(attempt)
    session.flush()
    _add_step(session, attempt.id, StepKind.STARTED, STARTED, {"slots": slots}, now)
    session.add_all(_slot_row(attempt.id, position, slot) for position, slot in enumerate(slots, start=1))
    enrol(session, user_id, quiz.asked.lesson.course_id, now)
    session.flush()
    return attempt.id, True


def _drawn_slots(session: Session, quiz_id: int, rng: Random) -> list[dict[str, Any]]:
    """The questions of a new attempt, each with its arrangement."""
    items = items_of_quiz(session, quiz_id)
    if not items:
        raise NotFound(_("This quiz has no questions yet. Come back when its author has written some."))
    return [
        {
            "item": item.item_id,
            "version": item.version_id,
            "marks": item.marks,
            "order": KINDS[item.kind].order(item.body, rng),
        }
        for item in items
    ]


def _slot_row(attempt_id: int, position: int, slot: Mapping[str, Any]) -> AttemptSlot:
    return AttemptSlot(
        attempt_id=attempt_id,
        position=position,
        item_id=slot["item"],
        item_version_id=slot["version"],
        marks=slot["marks"],
        order=slot["order"],
    )


def save_answer(
    session: Session, slot: SlotToAnswer, response: dict[str, Any] | None, *, token: str, now: datetime
) -> bool:
    """Keep an answer; None takes the one before back. Whether anything was written.

    The same answer with the same token again changes nothing. Raises Conflict for an attempt that is finished.
    """
    if slot.finished_at is not None:
        if _is_repeated(last_step_of(session, slot.attempt_id, token), slot, response):
            return False
        raise Conflict(_too_late(slot))
    if response is None and slot.response is None:
        return False
    if not _add_answer(session, slot, response, token, now):
        return False
    session.execute(
        sa.update(AttemptSlot)
        .where(AttemptSlot.attempt_id == slot.attempt_id, AttemptSlot.position == slot.position)
        .values(response=response, answered_at=None if response is None else now)
    )
    return True


def _add_answer(
    session: Session, slot: SlotToAnswer, response: dict[str, Any] | None, token: str, now: datetime
) -> bool:
    """Add an answer to the log; False if it is there. A token stands for the answer it brought last: another one, from a page
    that somebody went back to, is an answer of its own."""
    payload = {"response": response}
    if _add_step(session, slot.attempt_id, StepKind.SAVED, token, payload, now, position=slot.position):
        return True
    last = last_step_of(session, slot.attempt_id, token)
    if last is None or _is_repeated(last, slot, response):
        return False
    token = f"{token}:{last.id}"
    return _add_step(session, slot.attempt_id, StepKind.SAVED, token, payload, now, position=slot.position)


def _is_repeated(last: sa.Row[Any] | None, slot: SlotToAnswer, response: dict[str, Any] | None) -> bool:
    return last is not None and (last.position, last.payload) == (slot.position, {"response": response})


def _too_late(slot: SlotToAnswer) -> str:
    """What became of an answer to a finished attempt."""
    finished = format_datetime(slot.finished_at, "medium")
    if slot.response is None:
        return _(
            "You finished this attempt on %(finished)s without an answer to this question. What you sent now was not kept. Open the quiz to try again.",
            finished=finished,
        )
    return _(
        "You finished this attempt on %(finished)s. The answer kept is: %(answer)s. What you sent now was not kept. Open the quiz to try again.",
        finished=finished,
        answer=describe(slot.kind, slot.body, slot.response),
    )


def finish(session: Session, attempt: AttemptToSee, *, now: datetime) -> None:
    """Hand the attempt in and grade it; a finished one stays as it is."""
    if attempt.finished_at is not None:
        return
    _add_step(session, attempt.id, StepKind.SUBMITTED, SUBMITTED, {}, now)
    grade(session, attempt, now=now)


def grade(session: Session, attempt: AttemptToSee, *, now: datetime) -> None:
    """Grade an attempt that was handed in; doing it again gives the same."""
    slots = slots_to_grade(session, attempt.id)
    fractions = {slot.position: grade_answer(slot.kind, slot.body, slot.response).fraction for slot in slots}
    fraction = total_fraction((fractions[slot.position], slot.marks) for slot in slots)
    graded = {"fractions": {str(position): value for position, value in fractions.items()}, "fraction": fraction}
    _add_step(session, attempt.id, StepKind.GRADED, GRADED, graded, now)
    session.execute(
        sa.update(AttemptSlot),
        [{"attempt_id": attempt.id, "position": position, "fraction": value} for position, value in fractions.items()],
    )
    finished_at = attempt.finished_at or now
    session.execute(
        sa.update(Attempt).where(Attempt.id == attempt.id).values(finished_at=finished_at, fraction=fraction)
    )
    passed = has_passed(fraction, attempt.pass_fraction)
    record_quiz(session, attempt.user_id, attempt.lesson_id, passed=passed, fraction=fraction, now=now)


def _add_step(
    session: Session,
    attempt_id: int,
    kind: StepKind,
    token: str,
    payload: Mapping[str, Any],
    now: datetime,
    *,
    position: int | None = None,
) -> bool:
    """Add to the log; False, and nothing written, if this token is there already."""
    values = {"attempt_id": attempt_id, "kind": kind, "position": position, "token": token, "payload": payload}
    return upsert(session, AttemptStep, {**values, "created_at": now}, keys=("attempt_id", "token"))
