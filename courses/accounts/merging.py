"""Joining what a guest did to the account they sign in to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts.holdings import HOLDINGS, Holding, OnMerge
from courses.accounts.rules.merging import AttemptFacts, Progress, joined_attempts, merged
from courses.shared import outbox
from courses.shared.upsert import upsert_all
from models.accounts import User
from models.catalogue import Enrolment, Lesson
from models.enums import Completion, StepKind
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptStep, QuizGrade

FACTS = tuple(Progress.__dataclass_fields__)
# A colon, which no token of a form may hold: no request can be taken for this step. It marks the attempts that were there when those
# of two people became one's: quizzes count no more of them than one person may have.
MERGED = ":merged"
GRADE_ATTEMPT = "grade-attempt"
SETTLE_GRADE = "settle-grade"
SET_BY_HAND = ("override", "override_reason", "override_by_id", "override_at")


def take_over(session: Session, *, guest_id: int, user_id: int, now: datetime) -> None:
    """Give the account everything the guest did, and delete the guest. Does nothing if the guest is gone."""
    # In the order in which finishing an attempt takes its locks, or each would wait for the other.
    _attempts_of_both(session, guest_id, user_id)
    statement = sa.select(User).where(User.id.in_((guest_id, user_id))).order_by(User.id).with_for_update()
    found = {user.id: user for user in session.scalars(statement.execution_options(populate_existing=True))}
    guest = found.get(guest_id)
    if guest is None or not guest.is_guest or user_id not in found:
        return
    _join_enrolments(session, guest_id, user_id)
    _join_progress(session, guest_id, user_id)
    _join_attempts(session, guest_id, user_id, now)
    _join_grades(session, guest_id, user_id, now)
    for holding in HOLDINGS:
        if holding.merged in (OnMerge.MOVE, OnMerge.UNITE):
            _move(session, holding, guest_id, user_id)
    session.flush()
    session.execute(sa.delete(User).where(User.id == guest_id))
    session.expire_all()


def _move(session: Session, holding: Holding, guest_id: int, user_id: int) -> None:
    table, column = holding.table, holding.column
    statement = sa.update(table).where(column == guest_id).values({column: user_id})
    if holding.by is not None:
        theirs = table.alias()
        there = sa.select(theirs.c[holding.by]).where(theirs.c[holding.name] == user_id)
        statement = statement.where(table.c[holding.by].not_in(there))
    session.execute(statement)


def _join_enrolments(session: Session, guest_id: int, user_id: int) -> None:
    """Where both joined a course, the earlier day counts; `_move` sees to the others."""
    mine = {e.course_id: e for e in session.scalars(sa.select(Enrolment).where(Enrolment.user_id == user_id))}
    for theirs in session.scalars(sa.select(Enrolment).where(Enrolment.user_id == guest_id)):
        if theirs.course_id in mine:
            mine[theirs.course_id].joined_at = min(mine[theirs.course_id].joined_at, theirs.joined_at)
    session.flush()


def _join_progress(session: Session, guest_id: int, user_id: int) -> None:
    rows = session.execute(
        sa.select(LessonProgress, Lesson.needs_read, Lesson.needs_quiz, Lesson.needs_mark)
        .join(Lesson, Lesson.id == LessonProgress.lesson_id)
        .where(LessonProgress.user_id.in_((guest_id, user_id)))
        .with_for_update(of=LessonProgress)
    ).all()
    mine = {row.lesson_id: row for row, *_ in rows if row.user_id == user_id}
    for theirs, *asked in rows:
        if theirs.user_id != guest_id:
            continue
        kept = mine.get(theirs.lesson_id) or LessonProgress(user_id=user_id, lesson_id=theirs.lesson_id)
        session.add(kept)
        kinds = zip((Completion.READ, Completion.QUIZ, Completion.MARKED), asked, strict=True)
        needs = [kind for kind, is_asked in kinds if is_asked]
        for name, fact in vars(merged(_facts(kept), _facts(theirs), needs)).items():
            setattr(kept, name, fact)
    session.flush()


def _facts(row: LessonProgress) -> Progress:
    return Progress(**{name: getattr(row, name) for name in FACTS})


def _join_attempts(session: Session, guest_id: int, user_id: int, now: datetime) -> None:
    attempts = _attempts_of_both(session, guest_id, user_id)
    newest = _newest_steps(session, [attempt.id for attempt in attempts])
    by_quiz: dict[int, list[tuple[Attempt, AttemptFacts]]] = defaultdict(list)
    for attempt in attempts:
        touched_at, step_count = newest.get(attempt.id, (attempt.started_at, 0))
        facts = AttemptFacts(attempt.id, attempt.started_at, touched_at, step_count > 1, attempt.finished_at is None)
        by_quiz[attempt.quiz_id].append((attempt, facts))
    for together in by_quiz.values():
        if len({attempt.user_id for attempt, _facts_of_it in together}) > 1:
            _mark_finished(session, [attempt for attempt, _facts_of_it in together], now)
        plan = joined_attempts([facts for _attempt, facts in together])
        for attempt, _facts_of_it in together:
            if attempt.id in plan.to_drop:
                session.delete(attempt)
        _finish(session, [attempt for attempt, _facts_of_it in together if attempt.id in plan.to_finish], now)
        _number(
            session,
            [attempt for attempt, _facts_of_it in together if attempt.id in plan.numbers],
            plan.numbers,
            user_id,
        )


def _attempts_of_both(session: Session, guest_id: int, user_id: int) -> Sequence[Attempt]:
    """The guest's attempts, and the account's at the same quizzes, held until all is joined."""
    quizzes = sa.select(Attempt.quiz_id).where(Attempt.user_id == guest_id)
    statement = sa.select(Attempt).where(Attempt.user_id.in_((guest_id, user_id)), Attempt.quiz_id.in_(quizzes))
    return session.scalars(statement.order_by(Attempt.id).with_for_update()).all()


def _newest_steps(session: Session, attempt_ids: Iterable[int]) -> dict[int, tuple[datetime, int]]:
    """For each attempt the time of its newest step and how many steps there are; the first is its start."""
    newest = sa.func.max(AttemptStep.created_at, type_=AttemptStep.created_at.type)
    statement = sa.select(AttemptStep.attempt_id, newest, sa.func.count()).group_by(AttemptStep.attempt_id)
    rows = session.execute(statement.where(AttemptStep.attempt_id.in_(attempt_ids)))
    return {attempt_id: (at, count) for attempt_id, at, count in rows}


def _mark_finished(session: Session, attempts: Sequence[Attempt], now: datetime) -> None:
    """Note with the finished ones of two people that they were brought together; handed in they were when they were."""
    about = {"kind": StepKind.SUBMITTED, "token": MERGED, "position": None, "created_at": now}
    rows = [
        {**about, "attempt_id": attempt.id, "payload": {"at": attempt.finished_at.isoformat()}}
        for attempt in attempts
        if attempt.finished_at is not None
    ]
    # One that has come through a merge before has the mark already.
    upsert_all(session, AttemptStep, rows, keys=("attempt_id", "token"), changes=lambda _new: {"token": MERGED})


def _finish(session: Session, attempts: Sequence[Attempt], now: datetime) -> None:
    """Close attempts as they stand: quizzes, which know how, grade them right after the commit."""
    for attempt in attempts:
        attempt.finished_at, attempt.fraction = now, 0.0
        step = {"kind": StepKind.SUBMITTED, "token": MERGED, "payload": {}, "created_at": now}
        session.add(AttemptStep(attempt_id=attempt.id, **step))
        outbox.put(session, GRADE_ATTEMPT, {"attempt_id": attempt.id}, now=now)
    session.flush()


def _join_grades(session: Session, guest_id: int, user_id: int, now: datetime) -> None:
    """Where both have a grade, what was set by hand for the account counts before what was for the guest; quizzes derive the rest anew."""
    rows = session.scalars(
        sa.select(QuizGrade).where(QuizGrade.user_id.in_((guest_id, user_id))).with_for_update()
    ).all()
    mine = {grade.quiz_id: grade for grade in rows if grade.user_id == user_id}
    for theirs in rows:
        if theirs.user_id != guest_id:
            continue
        kept = mine.get(theirs.quiz_id)
        if kept is not None and kept.override is None:
            for name in SET_BY_HAND:
                setattr(kept, name, getattr(theirs, name))
        outbox.put(session, SETTLE_GRADE, {"user_id": user_id, "quiz_id": theirs.quiz_id}, now=now)
    session.flush()


def _number(session: Session, attempts: Sequence[Attempt], numbers: dict[int, int], user_id: int) -> None:
    """Renumber by way of negative numbers, because each number may stand once at every moment."""
    for attempt in attempts:
        attempt.number = -numbers[attempt.id]
    session.flush()
    for attempt in attempts:
        attempt.user_id = user_id
    session.flush()
    for attempt in attempts:
        attempt.number = numbers[attempt.id]
    session.flush()
