"""Counting a quiz for its results page, in the background: what has happened is noted with it, and counted soon after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.quizzes.queries import figures as queries
from courses.quizzes.queries.grades import quiz_graded
from courses.quizzes.rules.figures import Figures, Taken, Tally
from courses.quizzes.rules.heat import Readings
from courses.shared import outbox
from courses.shared.db import commit
from courses.shared.upsert import upsert
from models.items import Quiz
from models.quizzes import Attempt, QuizSummary

COUNT = "count-quiz"
# Counting many takes about a second of the machine: not after every one of those who finish together.
MANY_ATTEMPTS = 1_000
REST = timedelta(minutes=1)
# A count that has not come by then was given up; the next change asks for another.
GIVEN_UP = timedelta(hours=2)
# Between two batches others may write: SQLite has one writer at a time.
BATCH = 500
NOTHING_YET = {"attempts": 0, "learners": 0, "passed": 0, "mean_fraction": None, "figures": None, "counted_at": None}


def touch(session: Session, quiz_id: int, *, now: datetime) -> None:
    """Note that the results of a quiz have changed; they are counted once, however many say so until then.

    Call it last in a transaction: whoever changes the same quiz waits here until the commit. Only so a count cannot begin
    between the note and the change it stands for.
    """
    upsert(session, QuizSummary, {"quiz_id": quiz_id, **NOTHING_YET, "stale_since": None}, keys=("quiz_id",))
    statement = sa.select(QuizSummary).where(QuizSummary.quiz_id == quiz_id).with_for_update()
    summary = session.scalars(statement.execution_options(populate_existing=True)).one()
    if summary.stale_since is not None and summary.stale_since > now - GIVEN_UP:
        return
    summary.stale_since = now
    rested_at = now
    if summary.counted_at is not None and summary.attempts >= MANY_ATTEMPTS:
        rested_at = max(now, summary.counted_at + REST)
    outbox.put(session, COUNT, {"quiz_id": quiz_id}, now=rested_at)
    session.flush()


def touch_uncounted(session: Session, *, now: datetime) -> None:
    """Have every quiz counted that has finished attempts from before there were counts."""
    counted = sa.select(QuizSummary.quiz_id)
    finished = sa.exists().where(Attempt.quiz_id == Quiz.id, Attempt.finished_at.is_not(None))
    for quiz_id in session.scalars(sa.select(Quiz.id).where(finished, Quiz.id.not_in(counted)).order_by(Quiz.id)).all():
        touch(session, quiz_id, now=now)


def count(session: Session, quiz_id: int, *, now: datetime) -> None:
    """Count a quiz and keep what was counted. Commits between its batches, so that nobody waits for the whole of it."""
    begun = sa.update(QuizSummary).where(QuizSummary.quiz_id == quiz_id).values(stale_since=None)
    session.execute(begun)
    commit()
    columns = {**queries.totals_of(session, quiz_id), "figures": _figures(session, quiz_id).to_json()}
    session.execute(sa.update(QuizSummary).where(QuizSummary.quiz_id == quiz_id).values(**columns, counted_at=now))


def _figures(session: Session, quiz_id: int) -> Figures:
    asked = queries.asked_now(session, quiz_id)
    attempts = queries.first_attempts(session, quiz_id)
    behaviour = quiz_graded(session, quiz_id).settings.behaviour
    tally = Tally(attempts, Readings(queries.proven_versions(session, list(asked)), behaviour=behaviour))
    commit()
    for batch in _batches(attempts):
        answers = queries.answers_of(session, batch)
        commit()
        tally.add(answers)
    return tally.figures(asked)


def _batches(attempts: Sequence[Taken]) -> list[Sequence[Taken]]:
    return [attempts[begin : begin + BATCH] for begin in range(0, len(attempts), BATCH)]
