"""Writing attempts: every change is a step added to the log, and the slots follow in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.quizzes import AttemptToSee, QuizToTake, SlotToAnswer, attempt_to_finish
from courses.access.viewer import Viewer
from courses.items.rules.grading import describe, grade_answer
from courses.items.rules.kinds import KINDS
from courses.items.rules.spec import PENALTY
from courses.progress.service import enrol, record_quiz
from courses.quizzes.counting import touch
from courses.quizzes.grades import settle, settle_granted
from courses.quizzes.queries.attempts import attempts_of, last_step_of, slots_to_grade
from courses.quizzes.queries.drawing import fixed_of, pools_of, questions_of, seen_by
from courses.quizzes.queries.ending import expired
from courses.quizzes.queries.repair import newer_repairs
from courses.quizzes.repairing import catch_up
from courses.quizzes.rules.behaviours import Moment, shown, tries_of
from courses.quizzes.rules.limits import GRACE, Terms, is_over, is_too_late, terms_of
from courses.quizzes.rules.scoring import has_passed, slot_fraction, total_fraction
from courses.quizzes.rules.selection import select
from courses.quizzes.rules.settings import Settings, settings_of_attempt
from courses.quizzes.words import hindrance_words
from courses.shared.errors import Conflict, NotFound
from courses.shared.upsert import upsert
from models.accounts import User
from models.enums import StepKind
from models.quizzes import Attempt, AttemptSlot, AttemptStep, QuizExtension

# Steps of our own carry a colon, which no token of a form may hold: nobody can take their place.
STARTED, SUBMITTED, GRADED, CHECKED = ":started", ":submitted", ":graded", ":checked"


class NotHandedIn(Exception):
    """An attempt whose time is over and that cannot be handed in."""

    def __init__(self, attempt_id: int) -> None:
        super().__init__(f"attempt {attempt_id} cannot be handed in")
        self.attempt_id = attempt_id


def start(session: Session, quiz: QuizToTake, user_id: int, *, now: datetime, rng: Random) -> tuple[int, bool]:
    """Begin an attempt, or go on with the one that is open; the id of the attempt, and whether it is new.

    Raises Conflict while no attempt may begin. An open attempt whose time is over is handed in first.
    """
    _hand_in_open(session, quiz.id, user_id, now)
    # Two clicks at once begin one attempt: the second waits here until the first is written.
    session.execute(sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    attempts = attempts_of(session, quiz.id, user_id)
    open_id = next((attempt.id for attempt in attempts if attempt.finished_at is None), None)
    if open_id is not None:
        return open_id, False
    terms = terms_of(quiz)
    hindrance = terms.hindrance([attempt.finished_at for attempt in attempts if attempt.finished_at], now=now)
    if hindrance is not None:
        raise Conflict(hindrance_words(hindrance))
    number = 1 + max((attempt.number for attempt in attempts), default=0)
    attempt_id = _begin(session, quiz.id, user_id, number, terms, now, rng)
    enrol(session, user_id, quiz.asked.lesson.course_id, now)
    session.flush()
    return attempt_id, True


def _hand_in_open(session: Session, quiz_id: int, user_id: int, now: datetime) -> None:
    """Hand in the learner's open attempt if its time is over."""
    for attempt in attempts_of(session, quiz_id, user_id):
        if attempt.finished_at is None and is_over(attempt.ends_at, now):
            finish(session, attempt_to_finish(session, Viewer(id=user_id), attempt.id), now=now)


def _begin(session: Session, quiz_id: int, user_id: int, number: int, terms: Terms, now: datetime, rng: Random) -> int:
    settings = terms.settings
    slots = _drawn_slots(session, quiz_id, user_id, settings, rng)
    attempt = Attempt(
        quiz_id=quiz_id, user_id=user_id, number=number, started_at=now, ends_at=terms.end_of(now), pending=0
    )
    session.add(attempt)
    session.flush()
    began = {
        "behaviour": settings.behaviour.value,
        "shuffle": settings.shuffle,
        "shuffle_options": settings.shuffle_options,
    }
    _add_step(session, attempt.id, StepKind.STARTED, STARTED, {"slots": slots, **began}, now)
    session.add_all(_slot_row(attempt.id, position, slot) for position, slot in enumerate(slots, start=1))
    return attempt.id


def _drawn_slots(session: Session, quiz_id: int, user_id: int, settings: Settings, rng: Random) -> list[dict[str, Any]]:
    """The questions of a new attempt, each with its arrangement."""
    fixed, versions = fixed_of(session, quiz_id)
    pools, newest = pools_of(session, quiz_id)
    candidates = {item for pool in pools for item in pool.candidates}
    chosen = select(fixed, pools, seen_by(session, user_id, candidates), settings, rng)
    if not any(not each.is_text for each in chosen):
        raise NotFound(_("This quiz has no questions yet. Come back when its author has written some."))
    versions = {**newest, **versions}
    questions = questions_of(session, [versions[each.item_id] for each in chosen])
    slots = []
    for each in chosen:
        question = questions[versions[each.item_id]]
        order = KINDS[question.kind].order(question.body, rng, shuffle=settings.shuffle_options)
        place = {"item": each.item_id, "version": question.version_id, "marks": each.marks, "section": each.section}
        slots.append({**place, "order": order})
    return slots


def _slot_row(attempt_id: int, position: int, slot: Mapping[str, Any]) -> AttemptSlot:
    return AttemptSlot(
        attempt_id=attempt_id,
        position=position,
        item_id=slot["item"],
        item_version_id=slot["version"],
        section=slot["section"],
        marks=slot["marks"],
        order=slot["order"],
        tries=0,
    )


def save_answer(
    session: Session,
    slot: SlotToAnswer,
    response: dict[str, Any] | None,
    *,
    token: str,
    now: datetime,
    certainty: int | None = None,
) -> bool:
    """Keep an answer; None takes the one before back. Whether anything was written.

    The same answer with the same token again changes nothing. Raises Conflict for an attempt that is finished or whose time is over,
    and for a question that was checked for good.
    """
    payload = {"response": response}
    if certainty is not None and response is not None:
        payload["certainty"] = certainty
    refusal = _refusal(slot, now)
    if refusal is not None:
        if _is_repeated(last_step_of(session, slot.attempt_id, token), slot, payload):
            return False
        raise Conflict(refusal)
    if slot.marks == 0 or (response is None and slot.response is None):
        return False
    if not _add_answer(session, slot, payload, token, now):
        return False
    session.execute(
        sa.update(AttemptSlot)
        .where(AttemptSlot.attempt_id == slot.attempt_id, AttemptSlot.position == slot.position)
        .values(
            response=response,
            certainty=payload.get("certainty"),
            answered_at=None if response is None else now,
            # What a check has said holds for the answer it was said of.
            fraction=slot.fraction if response == slot.response else None,
        )
    )
    return True


def _add_answer(session: Session, slot: SlotToAnswer, payload: Mapping[str, Any], token: str, now: datetime) -> bool:
    """Add an answer to the log; False if it is there. A token stands for the answer it brought last: another one, from a page
    that somebody went back to, is an answer of its own."""
    if _add_step(session, slot.attempt_id, StepKind.SAVED, token, payload, now, position=slot.position):
        return True
    last = last_step_of(session, slot.attempt_id, token)
    if last is None or _is_repeated(last, slot, payload):
        return False
    token = f"{token}:{last.id}"
    return _add_step(session, slot.attempt_id, StepKind.SAVED, token, payload, now, position=slot.position)


def _is_repeated(last: sa.Row[Any] | None, slot: SlotToAnswer, payload: Mapping[str, Any]) -> bool:
    return last is not None and (last.position, last.payload) == (slot.position, payload)


def _refusal(slot: SlotToAnswer, now: datetime) -> str | None:
    """Why an answer is not kept any more, None if it is."""
    if slot.finished_at is not None:
        return _too_late(slot)
    if is_too_late(slot.ends_at, now):
        ended = format_datetime(slot.ends_at, "medium")
        return _(
            "The time of this attempt was over on %(ended)s. What you sent now was not kept; what was saved before is handed in.",
            ended=ended,
        )
    if slot.closed_at is not None:
        return _(
            "You have checked this question: its answer stays as it is. What you sent now was not kept. Go on with the next one."
        )
    return None


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


def check(session: Session, slot: SlotToAnswer, response: dict[str, Any], *, token: str, now: datetime) -> bool:
    """Keep an answer and say what it is worth; whether that is new. The same answer checked twice is checked once.

    Raises Conflict where the quiz checks nothing, and where no answer is kept any more.
    """
    settings = settings_of_attempt(slot)
    most = tries_of(settings.behaviour, settings.review, len(slot.body.get("hints_html", ())))
    grade = grade_answer(slot.kind, slot.body, response)
    if most == 0 or grade.is_pending:
        raise Conflict(_("This question is not checked before the end. Your answer is kept when you save it."))
    is_known = slot.response == response
    if is_known and (slot.closed_at is not None or (slot.fraction is not None and slot.tries > 0)):
        return False
    refusal = _refusal(slot, now)
    if refusal is not None:
        raise Conflict(refusal)
    if not save_answer(session, slot, response, token=token, now=now) and not is_known:
        return False
    number = slot.tries + 1
    fraction = _worth(settings, slot, grade.fraction)
    # A quiz that no longer says what is right grants fewer tries by now than when this one began.
    closed = grade.is_right or (most is not None and number >= most)
    payload = {"response": response, "fraction": fraction, "try": number, "closed": closed}
    token = f"{CHECKED}:{slot.position}:{number}"
    if not _add_step(session, slot.attempt_id, StepKind.CHECKED, token, payload, now, position=slot.position):
        return False
    session.execute(
        sa.update(AttemptSlot)
        .where(AttemptSlot.attempt_id == slot.attempt_id, AttemptSlot.position == slot.position)
        .values(tries=number, fraction=fraction, closed_at=now if closed else None)
    )
    return True


def _worth(settings: Settings, slot: Any, fraction: float) -> float:
    """What an answer, worth `fraction` by itself, earns in this place; `slot` has body, certainty and tries."""
    return slot_fraction(
        settings.behaviour,
        fraction,
        is_answered=True,
        certainty=slot.certainty,
        tries=slot.tries,
        penalty=slot.body.get("penalty", PENALTY),
    )


def finish(session: Session, attempt: AttemptToSee, *, now: datetime) -> None:
    """Hand the attempt in and grade it; a finished one stays as it is. After its time it counts as handed in when that was over."""
    if attempt.finished_at is not None:
        return
    is_late = is_over(attempt.ends_at, now)
    at = attempt.ends_at if is_late and attempt.ends_at else now
    _add_step(session, attempt.id, StepKind.SUBMITTED, SUBMITTED, {"at": at.isoformat()} if is_late else {}, now)
    grade(session, attempt, now=at)


def hand_in_next(session: Session, *, now: datetime, besides: Collection[int] = ()) -> bool:
    """Hand in one attempt whose time is over, with what was saved; whether there was any besides those that are let alone.

    Raises NotHandedIn, with the attempt, when that does not work.
    """
    row = expired(session, before=now - GRACE, besides=besides)
    if row is None:
        return False
    try:
        finish(session, attempt_to_finish(session, Viewer(id=row.user_id), row.id), now=now)
        is_finished = session.scalar(sa.select(Attempt.finished_at).where(Attempt.id == row.id)) is not None
    except Exception as error:
        raise NotHandedIn(row.id) from error
    if not is_finished:
        raise NotHandedIn(row.id)
    return True


def grade(session: Session, attempt: AttemptToSee, *, now: datetime) -> None:
    """Grade an attempt that was handed in, once: what was marked or repaired since stays."""
    settings = settings_of_attempt(attempt)
    repairs = newer_repairs(session, attempt.id)
    slots = slots_to_grade(session, attempt.id)
    fractions, pending = {}, []
    for slot in slots:
        fractions[slot.position], is_pending = _graded(settings, slot)
        if is_pending:
            pending.append(slot.position)
    fraction = total_fraction((fractions[slot.position], slot.marks) for slot in slots)
    graded = {"fractions": {str(position): value for position, value in fractions.items()}, "fraction": fraction}
    if not _add_step(session, attempt.id, StepKind.GRADED, GRADED, {**graded, "pending": pending}, now):
        return
    session.execute(
        sa.update(AttemptSlot),
        [{"attempt_id": attempt.id, "position": position, "fraction": value} for position, value in fractions.items()],
    )
    values = {"finished_at": attempt.finished_at or now, "fraction": fraction, "pending": len(pending)}
    session.execute(sa.update(Attempt).where(Attempt.id == attempt.id).values(**values))
    passed, today = has_passed(fraction, attempt.pass_fraction), Settings.from_json(attempt.settings)
    told = fraction if shown(Moment.FINISHED, today.behaviour, today.review).score else None
    record_quiz(session, attempt.user_id, attempt.lesson_id, passed=passed, fraction=told, now=now)
    settle(session, attempt.user_id, attempt.quiz_id)
    catch_up(session, attempt.id, repairs, now=now)
    touch(session, attempt.quiz_id, now=now)


def _graded(settings: Settings, slot: Any) -> tuple[float, bool]:
    """What the answer in a slot earns, and whether a person has still to mark it."""
    if slot.response is None or slot.marks == 0:
        return 0.0, False
    if slot.tries and slot.fraction is not None:
        # Checked, and not changed since.
        return slot.fraction, False
    result = grade_answer(slot.kind, slot.body, slot.response)
    return (0.0, True) if result.is_pending else (_worth(settings, slot, result.fraction), False)


def grant(
    session: Session,
    quiz_id: int,
    user_id: int,
    *,
    extra_minutes: int,
    extra_attempts: int,
    closes_at: datetime | None,
    reason: str,
    author_id: int | None,
    now: datetime,
) -> None:
    """Give one person more time or attempts than the settings do; an attempt that is open ends accordingly."""
    values = {"extra_minutes": extra_minutes, "extra_attempts": extra_attempts, "closes_at": closes_at}
    about = {"reason": reason, "author_id": author_id, "created_at": now}
    key = {"quiz_id": quiz_id, "user_id": user_id}
    names = (*values, *about)
    upsert(
        session,
        QuizExtension,
        {**key, **values, **about},
        keys=tuple(key),
        changes=lambda new: {name: new[name] for name in names},
    )
    _follow_terms(session, quiz_id, user_id, now)


def take_back(session: Session, quiz_id: int, user_id: int, *, now: datetime) -> None:
    """Grant one person nothing beyond the settings any more; an attempt that is open ends accordingly."""
    mine = QuizExtension.quiz_id == quiz_id, QuizExtension.user_id == user_id
    session.execute(sa.delete(QuizExtension).where(*mine))
    _follow_terms(session, quiz_id, user_id, now)


def _follow_terms(session: Session, quiz_id: int, user_id: int, now: datetime) -> None:
    """What hangs on the terms of one person: the end of an open attempt, the grade, and what is counted of the quiz."""
    _end_accordingly(session, quiz_id, user_id)
    if settle_granted(session, user_id, quiz_id):
        touch(session, quiz_id, now=now)


def _end_accordingly(session: Session, quiz_id: int, user_id: int) -> None:
    """An open attempt ends when the settings, and what is granted beyond them, now say."""
    for past in attempts_of(session, quiz_id, user_id):
        if past.finished_at is None:
            attempt = attempt_to_finish(session, Viewer(id=user_id), past.id)
            ends_at = terms_of(attempt).end_of(attempt.started_at)
            session.execute(
                sa.update(Attempt).where(Attempt.id == past.id, Attempt.finished_at.is_(None)).values(ends_at=ends_at)
            )


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
