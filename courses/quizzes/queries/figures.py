"""What counting a quiz reads: first attempts, their answers a batch at a time, the questions as they are asked now, what proves them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.items.rules.grading import TOLERANCE
from courses.quizzes.queries.grades import not_counted, quiz_graded
from courses.quizzes.rules.figures import Answer, Asked, Taken
from courses.quizzes.rules.heat import Proven
from models.enums import StepKind
from models.items import Evidence, Item, ItemVersion, OptionEvidence, Quiz, QuizItem
from models.quizzes import Attempt, AttemptSlot, AttemptStep


def totals_of(session: Session, quiz_id: int) -> dict[str, Any]:
    """How many finished the quiz, and how well: the columns of its summary. Attempts that do not count are left out."""
    besides = not_counted(session, quiz_id, quiz_graded(session, quiz_id).settings)
    passed = sa.case((Attempt.fraction >= Quiz.pass_fraction - TOLERANCE, 1))
    columns: tuple[Any, ...] = (
        sa.func.count(Attempt.id).label("attempts"),
        sa.func.count(sa.distinct(Attempt.user_id)).label("learners"),
        sa.func.count(passed).label("passed"),
        sa.func.avg(Attempt.fraction).label("mean_fraction"),
    )
    finished = sa.select(*columns).join(Quiz, Quiz.id == Attempt.quiz_id)
    counts = (Attempt.quiz_id == quiz_id, Attempt.finished_at.is_not(None), Attempt.id.not_in(besides))
    row = session.execute(finished.where(*counts)).one()
    return {**row._mapping, "mean_fraction": None if row.mean_fraction is None else float(row.mean_fraction)}


def first_attempts(session: Session, quiz_id: int) -> list[Taken]:
    """The first finished attempt of each learner."""
    finished = (Attempt.quiz_id == quiz_id, Attempt.finished_at.is_not(None))
    first = (
        sa.select(Attempt.user_id, sa.func.min(Attempt.number).label("number"))
        .where(*finished)
        .group_by(Attempt.user_id)
        .subquery()
    )
    columns: tuple[Any, ...] = (Attempt.id, Attempt.user_id, Attempt.started_at, Attempt.fraction, Attempt.pending)
    is_first = sa.and_(first.c.user_id == Attempt.user_id, first.c.number == Attempt.number)
    rows = session.execute(sa.select(*columns).join(first, is_first).where(*finished).order_by(Attempt.id))
    return [Taken(*row) for row in rows]


def answers_of(session: Session, attempts: Sequence[Taken]) -> list[Answer]:
    """All questions of these attempts with their answers; two statements at most."""
    columns: tuple[Any, ...] = (
        *(AttemptSlot.position, AttemptSlot.attempt_id, AttemptSlot.item_id, AttemptSlot.item_version_id),
        *(AttemptSlot.marks, AttemptSlot.fraction, sa.cast(AttemptSlot.response, sa.Text), AttemptSlot.answered_at),
    )
    of_these = AttemptSlot.attempt_id.in_([attempt.id for attempt in attempts])
    rows = session.execute(sa.select(*columns).where(of_these))
    waiting = _waiting(session, [attempt.id for attempt in attempts if attempt.pending])
    return [
        Answer(*row)._replace(fraction=None) if (row[0], position) in waiting else Answer(*row)
        for position, *row in rows
    ]


def _waiting(session: Session, attempt_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The places (attempt, position) that a person has still to mark; only the log tells them from those that earned nothing."""
    if not attempt_ids:
        return set()
    kinds = (StepKind.GRADED, StepKind.MARKED)
    steps = sa.select(AttemptStep.attempt_id, AttemptStep.kind, AttemptStep.position, AttemptStep.payload)
    waiting: set[tuple[int, int]] = set()
    rows = session.execute(
        steps.where(AttemptStep.attempt_id.in_(attempt_ids), AttemptStep.kind.in_(kinds)).order_by(AttemptStep.id)
    )
    for attempt_id, kind, position, payload in rows:
        if kind is StepKind.GRADED:
            waiting |= {(attempt_id, place) for place in payload.get("pending", ())}
        else:
            waiting.discard((attempt_id, position or payload.get("position", 0)))
    return waiting


def present(quiz_id: int, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """Questions in the wording in which this quiz asks them now, or in their newest, beside their place in it (none if drawn)."""
    version = sa.or_(
        ItemVersion.id == QuizItem.item_version_id,
        sa.and_(QuizItem.item_id.is_(None), ItemVersion.number == Item.newest),
    )
    return (
        sa.select(*columns)
        .select_from(Item)
        .outerjoin(QuizItem, sa.and_(QuizItem.item_id == Item.id, QuizItem.quiz_id == quiz_id))
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, version))
    )


def asked_now(session: Session, quiz_id: int) -> dict[int, Asked]:
    """The questions of the quiz in their present wording, and those that attempts were asked besides: drawn, or taken out since."""
    attempts = sa.select(Attempt.id).where(Attempt.quiz_id == quiz_id, Attempt.finished_at.is_not(None))
    drawn = sa.select(AttemptSlot.item_id).where(AttemptSlot.attempt_id.in_(attempts)).distinct()
    placed = sa.select(QuizItem.item_id).where(QuizItem.quiz_id == quiz_id)
    columns: tuple[Any, ...] = (Item.id, ItemVersion.id, ItemVersion.kind, ItemVersion.body, QuizItem.marks)
    rows = session.execute(
        present(quiz_id, *columns).where(
            sa.or_(Item.id.in_(placed), Item.id.in_(drawn)), QuizItem.marks.is_distinct_from(0)
        )
    )
    return {item: Asked(version_id, kind, body, bool(marks)) for item, version_id, kind, body, marks in rows}


def proven_versions(session: Session, item_ids: Sequence[int]) -> dict[int, Proven]:
    """For every version of these questions the passages that prove it, and those that prove its options wrong."""
    of_items = ItemVersion.item_id.in_(item_ids)
    proofs: dict[int, set[int]] = defaultdict(set)
    by_option: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    options = sa.select(OptionEvidence.item_version_id, OptionEvidence.option, OptionEvidence.passage_id)
    for version_id, option, passage_id in session.execute(options.join(ItemVersion).where(of_items)):
        by_option[version_id][option].add(passage_id)
    evidence = sa.select(Evidence.item_version_id, Evidence.passage_id)
    for version_id, passage_id in session.execute(evidence.join(ItemVersion).where(of_items)):
        proofs[version_id].add(passage_id)
    bodies = sa.select(ItemVersion.id, ItemVersion.kind, ItemVersion.body).where(of_items)
    read = {version_id: (kind, body) for version_id, kind, body in session.execute(bodies)}
    return {
        version_id: Proven(
            *read[version_id],
            frozenset(proofs[version_id]),
            {option: frozenset(passages) for option, passages in by_option[version_id].items()},
        )
        for version_id in {*proofs, *by_option}
    }
