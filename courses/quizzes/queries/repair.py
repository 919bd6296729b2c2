"""Reading what a repair touches: answers to earlier versions of a question in finished attempts, and the attempts around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from courses.access.loaders.quizzes import BEGAN_AS
from courses.quizzes.rules.repair import Given, Wording
from courses.quizzes.rules.settings import settings_of_attempt
from models.accounts import User
from models.catalogue import Lesson
from models.enums import Behaviour, RepairState, StepKind
from models.items import Item, ItemVersion, Quiz, QuizItem
from models.quizzes import Attempt, AttemptSlot, AttemptStep, Repair

# Bounds what one statement names.
BATCH = 500
# An answer that was checked on the way; None for one that a repair could not bring over.
Checked = Mapping[str, Any] | None


@dataclass(frozen=True)
class Touched:
    """An answer to a question under repair, in its attempt; `settings` is the quiz's JSON, `began_as` the behaviour its attempt began
    with, where that is noted."""

    attempt_id: int
    item_id: int
    user_id: int
    quiz_id: int
    lesson_id: int
    pass_fraction: float
    settings: Mapping[str, Any]
    began_as: str | None
    attempt_fraction: float
    pending: int
    position: int
    version_id: int
    marks: float
    given: Given

    @cached_property
    def behaviour(self) -> Behaviour:
        """The behaviour in which the answer was given, and is marked again."""
        return settings_of_attempt(self).behaviour


@dataclass(frozen=True, slots=True)
class Around:
    """What people know an attempt by, and what all its questions earn and can bring together, in marks."""

    name: str
    lesson_title: str
    number: int
    earned: float
    possible: float


@dataclass(frozen=True, slots=True)
class Newest:
    """A question in its newest version; `marked_before`: how many answers have the marks of an earlier one and wait for a repair;
    `is_running`: whether a repair of it, or its undoing, is under way."""

    item_id: int
    wording: Wording
    marked_before: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class RepairLine:
    """A repair in the list of a question or on its own page."""

    id: int
    item_key: str
    version: int
    state: RepairState
    touched: int
    done: int
    reason: str
    author: str | None
    created_at: Any
    finished_at: Any
    undone_at: Any


_TOUCHED: tuple[Any, ...] = (
    *(
        Attempt.id,
        AttemptSlot.item_id,
        Attempt.user_id,
        Attempt.quiz_id,
        Quiz.lesson_id,
        Quiz.pass_fraction,
        Quiz.settings,
    ),
    *(
        BEGAN_AS.label("began_as"),
        sa.func.coalesce(Attempt.fraction, 0.0),
        Attempt.pending,
        AttemptSlot.position,
        AttemptSlot.item_version_id,
        AttemptSlot.marks,
    ),
)
_IS_MARKED = sa.exists().where(
    AttemptStep.attempt_id == AttemptSlot.attempt_id,
    AttemptStep.position == AttemptSlot.position,
    AttemptStep.kind == StepKind.MARKED,
)
_GIVEN: tuple[Any, ...] = (
    *(AttemptSlot.response, AttemptSlot.order, AttemptSlot.fraction, AttemptSlot.certainty),
    _IS_MARKED.label("is_marked"),
)


def touched_by(session: Session, item_id: int, version_id: int, *, after: int, most: int) -> list[Touched]:
    """Answers to earlier versions than this one in finished attempts above `after`, in the order of the attempts, which are held."""
    attempts = (
        sa.select(Attempt.id)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .where(AttemptSlot.item_id == item_id, Attempt.finished_at.is_not(None), Attempt.id > after)
        .where(AttemptSlot.item_version_id < version_id, AttemptSlot.fraction.is_not(None))
    )
    held = _held(session, attempts, most)
    # A statement of its own: what it reads is what those have left who held the attempts before.
    statement = _finished([item_id]).where(Attempt.id.in_(held), AttemptSlot.item_version_id < version_id)
    rows = session.execute(statement).all() if held else []
    checked = _checked(session, [item_id], rows) if rows else {}
    return [_touched(row, checked) for row in rows]


def _held(session: Session, attempts: sa.Select[*tuple[Any, ...]], most: int) -> Sequence[int]:
    """The first of these attempts; who marks them or answers in them waits until the transaction ends."""
    return session.scalars(attempts.order_by(Attempt.id).limit(most).with_for_update(of=Attempt)).all()


def hold_open(session: Session, item_ids: Collection[int]) -> None:
    """Hold the open attempts that ask one of these questions: one that is being handed in is finished after this, or sees what is written now."""
    open_ones = (
        sa.select(Attempt.id)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .where(AttemptSlot.item_id.in_(item_ids), Attempt.finished_at.is_(None))
    )
    session.execute(open_ones.order_by(Attempt.id).with_for_update(of=Attempt))


def foreseen_by(session: Session, item_ids: Collection[int]) -> list[tuple[Touched, Around]]:
    """All answers to these questions in finished attempts, each with its attempt; two statements at most."""
    mine = sa.select(AttemptSlot).where(AttemptSlot.attempt_id == Attempt.id).correlate(Attempt).subquery()
    earned = sa.select(sa.func.sum(sa.func.coalesce(mine.c.fraction, 0.0) * mine.c.marks)).scalar_subquery()
    possible = sa.select(sa.func.sum(mine.c.marks)).scalar_subquery()
    around: tuple[Any, ...] = (User.name, Lesson.title, Attempt.number, earned, possible)
    statement = (
        _finished(item_ids)
        .add_columns(*around)
        .join(User, User.id == Attempt.user_id)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
    )
    rows = session.execute(statement).all()
    checked = _checked(session, item_ids, rows) if any(row.tries for row in rows) else {}
    return [(_touched(row, checked), Around(*row[-len(around) :])) for row in rows]


def _finished(item_ids: Collection[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_TOUCHED, *_GIVEN, AttemptSlot.tries)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(AttemptSlot.item_id.in_(item_ids), Attempt.finished_at.is_not(None))
        .order_by(Attempt.id, AttemptSlot.position)
    )


def _touched(row: Any, checked: Mapping[tuple[int, int], Sequence[Checked]]) -> Touched:
    place, given = row[: len(_TOUCHED)], row[len(_TOUCHED) : len(_TOUCHED) + len(_GIVEN)]
    return Touched(*place, _given(given, checked.get((row.id, row.position), ())))


def _given(columns: Sequence[Any], checked: Sequence[Checked]) -> Given:
    response, order, fraction, certainty, is_marked = columns
    return Given(response, order, fraction or 0.0, certainty, checked, is_marked)


def _checked(
    session: Session, item_ids: Collection[int], rows: Sequence[Any]
) -> Mapping[tuple[int, int], list[Checked]]:
    """The answers to these questions that were checked on the way, in the words of the version that the attempt has now, by attempt and
    position; `rows` are of attempts in their order."""
    first, last = rows[0].id, rows[-1].id
    columns: tuple[Any, ...] = (AttemptStep.attempt_id, AttemptStep.position, AttemptStep.kind, AttemptStep.payload)
    is_its = sa.and_(AttemptSlot.attempt_id == AttemptStep.attempt_id, AttemptSlot.position == AttemptStep.position)
    steps = session.execute(
        sa.select(*columns)
        .join(AttemptSlot, is_its)
        .where(AttemptSlot.item_id.in_(item_ids), AttemptSlot.tries > 0, AttemptSlot.attempt_id.between(first, last))
        .where(AttemptStep.kind.in_((StepKind.CHECKED, StepKind.REGRADED)))
        .order_by(AttemptStep.id)
    )
    found: dict[tuple[int, int], list[Checked]] = {}
    for attempt_id, position, kind, payload in steps:
        if kind is StepKind.CHECKED:
            found.setdefault((attempt_id, position), []).append(payload["response"])
        elif "checked" in payload:
            found[attempt_id, position] = payload["checked"]
    return found


def count_touched(session: Session, item_id: int, version_id: int) -> int:
    """How many answers in finished attempts were given to earlier versions."""
    statement = (
        sa.select(sa.func.count())
        .select_from(AttemptSlot)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(AttemptSlot.item_id == item_id, AttemptSlot.item_version_id < version_id)
        .where(Attempt.finished_at.is_not(None), AttemptSlot.fraction.is_not(None))
    )
    return session.scalar(statement) or 0


def parts_of(session: Session, attempt_ids: Collection[int]) -> Mapping[int, dict[int, tuple[float, float]]]:
    """By attempt and position what each of its questions has earned and can bring: (fraction, marks)."""
    found: dict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
    wanted = sorted(attempt_ids)
    columns: tuple[Any, ...] = (
        AttemptSlot.attempt_id,
        AttemptSlot.position,
        AttemptSlot.fraction,
        AttemptSlot.marks,
    )
    for start in range(0, len(wanted), BATCH):
        rows = session.execute(
            sa.select(*columns)
            .where(AttemptSlot.attempt_id.in_(wanted[start : start + BATCH]))
            .order_by(AttemptSlot.attempt_id, AttemptSlot.position)
        )
        for attempt_id, position, fraction, marks in rows:
            found[attempt_id][position] = (fraction or 0.0, marks)
    return found


def wordings(session: Session, version_ids: Collection[int]) -> dict[int, Wording]:
    """Versions of questions by their ids."""
    columns: tuple[Any, ...] = (ItemVersion.id, ItemVersion.kind, ItemVersion.body)
    rows = session.execute(sa.select(*columns).where(ItemVersion.id.in_(sorted(set(version_ids)))))
    return {row.id: Wording(row.id, row.kind, row.body) for row in rows}


def regraded_by(
    session: Session, item_id: int, version_id: int, token: str, *, after: int, most: int
) -> list[tuple[Touched, Mapping[str, Any]]]:
    """The answers that a repair has changed (its steps carry this token), each with what the step noted; their attempts are held.

    `is_marked` of such an answer: a person has marked it since.
    """
    is_step = sa.and_(AttemptStep.attempt_id == Attempt.id, AttemptStep.token == token)
    here = AttemptSlot.item_id == item_id, AttemptSlot.item_version_id == version_id
    attempts = (
        sa.select(Attempt.id)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .join(AttemptStep, is_step)
        .where(*here, Attempt.id > after)
    )
    held = _held(session, attempts, most)
    later = aliased(AttemptStep)
    is_marked = sa.exists().where(
        later.attempt_id == AttemptSlot.attempt_id,
        later.position == AttemptSlot.position,
        later.kind == StepKind.MARKED,
        later.id > AttemptStep.id,
    )
    rows = session.execute(
        sa.select(*_TOUCHED, *_GIVEN[:-1], is_marked.label("is_marked"), AttemptStep.payload)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(AttemptStep, is_step)
        .where(*here, Attempt.id.in_(held))
        .order_by(Attempt.id)
    ).all()
    return [(_touched(row, {}), row.payload) for row in rows]


_NEWEST = (
    sa.select(ItemVersion.id)
    .where(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest)
    .correlate(Item)
    .scalar_subquery()
)
_IS_REPAIRED = sa.exists().where(
    Repair.item_id == Item.id, Repair.item_version_id == _NEWEST, Repair.state != RepairState.UNDONE
)
# Of a question: how many of its answers in finished attempts have the marks of an earlier version than its newest. None, once a repair
# has looked at them: those that it left could not be replayed.
MARKED_BEFORE: sa.ScalarSelect[int] = (
    sa.select(sa.func.count())
    .select_from(AttemptSlot)
    .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
    .where(AttemptSlot.item_id == Item.id, AttemptSlot.item_version_id < _NEWEST, sa.not_(_IS_REPAIRED))
    .where(AttemptSlot.fraction.is_not(None), AttemptSlot.marks > 0, Attempt.finished_at.is_not(None))
    .correlate(Item)
    .scalar_subquery()
)
_IS_RUNNING = sa.exists().where(Repair.item_id == Item.id, Repair.state.in_((RepairState.RUNNING, RepairState.UNDOING)))


def newest_of(session: Session, course_id: int, key: str, quiz_id: int | None = None) -> Newest | None:
    """A question of a course, or of one of its quizzes, in its newest version; None if there is none, or it was taken out."""
    is_asked = sa.exists().where(QuizItem.item_id == Item.id, QuizItem.quiz_id == quiz_id)
    row = session.execute(
        sa.select(Item.id, ItemVersion.id, ItemVersion.kind, ItemVersion.body, MARKED_BEFORE, _IS_RUNNING)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .where(Item.course_id == course_id, Item.key == key, Item.retired_at.is_(None))
        .where(is_asked if quiz_id is not None else sa.true())
    ).one_or_none()
    if row is None:
        return None
    item_id, version_id, kind, body, marked_before, is_running = row
    return Newest(item_id, Wording(version_id, kind, body), marked_before, is_running)


def newest_versions(session: Session, item_ids: Collection[int]) -> dict[int, int]:
    """The newest versions of these questions, by question."""
    statement = sa.select(Item.id, _NEWEST).where(Item.id.in_(item_ids)).order_by(Item.id)
    return dict(session.execute(statement).all())


def hold_question(session: Session, item_id: int) -> None:
    """Let others who begin a repair of the question, or publish it, wait; call `hold_open` before."""
    session.execute(sa.select(Item.id).where(Item.id == item_id).with_for_update(key_share=True))


def later_repair(session: Session, repair: Repair) -> int | None:
    """A later repair of the same question that was not undone."""
    return session.scalar(
        sa.select(Repair.id)
        .where(Repair.item_id == repair.item_id, Repair.id > repair.id, Repair.state != RepairState.UNDONE)
        .order_by(Repair.id)
        .limit(1)
    )


def newer_repairs(session: Session, attempt_id: int) -> list[Repair]:
    """Repairs of questions of this attempt that were published while it was open, held: none of them goes on or is taken back
    until the attempt is written."""
    statement = (
        sa.select(Repair)
        .join(AttemptSlot, AttemptSlot.item_id == Repair.item_id)
        .where(AttemptSlot.attempt_id == attempt_id, Repair.state.in_([RepairState.RUNNING, RepairState.DONE]))
        .where(Repair.item_version_id > AttemptSlot.item_version_id)
        .order_by(Repair.id)
        .with_for_update(of=Repair)
    )
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def repair_line(session: Session, repair_id: int) -> RepairLine:
    """A repair for its page."""
    return next(iter(_lines(session, Repair.id == repair_id)))


def repairs_of(session: Session, item_id: int) -> list[RepairLine]:
    """All repairs of a question, the newest first."""
    return _lines(session, Repair.item_id == item_id)


def _lines(session: Session, condition: Any) -> list[RepairLine]:
    columns: tuple[Any, ...] = (
        *(Repair.id, Item.key, ItemVersion.number, Repair.state, Repair.touched, Repair.done, Repair.reason),
        *(User.name, Repair.created_at, Repair.finished_at, Repair.undone_at),
    )
    rows = session.execute(
        sa.select(*columns)
        .join(Item, Item.id == Repair.item_id)
        .join(ItemVersion, ItemVersion.id == Repair.item_version_id)
        .outerjoin(User, User.id == Repair.author_id)
        .where(condition)
        .order_by(Repair.id.desc())
    )
    return [RepairLine(*row) for row in rows]
