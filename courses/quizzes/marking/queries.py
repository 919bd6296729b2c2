"""Reading what instructors have to mark: the queue of a course, the answers to one question one after the other, objections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.access.loaders.marking import MarkedSlot
from courses.items.rules.asked import Asked
from courses.items.rules.text import plain
from courses.quizzes.rules.marking import PLACES, SPAN, Veil, kinds_by_hand
from models.accounts import User
from models.catalogue import Lesson
from models.enums import Behaviour, StepKind
from models.items import Item, ItemVersion, Quiz
from models.quizzes import Attempt, AttemptSlot, AttemptStep, Contest

OBJECTIONS_A_PAGE = 50
LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the queue. `quizzes`: how many ask it, one of them in the lesson `lesson_title`; `oldest`: since when the first answer waits."""

    item_id: int
    key: str
    prompt_html: str
    lesson_title: str
    quizzes: int
    total: int
    waiting: int
    oldest: datetime | None

    @property
    def title(self) -> str:
        """What it asks, in plain words."""
        return _shortened(self.prompt_html)


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection that waits for its answer."""

    attempt_id: int
    position: int
    prompt_html: str
    lesson_title: str
    name: str
    created_at: datetime

    @property
    def title(self) -> str:
        """What the question asks, in plain words."""
        return _shortened(self.prompt_html)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where an answer stands among all to its question; the others are numbers of names (`Veil`), None where there is none.

    `following` and `previous` take every answer, `waiting_next` only those that wait, from here on and then from the beginning.
    """

    total: int
    waiting: int
    place: int
    previous: int | None
    following: int | None
    waiting_next: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A change of a mark, by whom and with what. `written`: the comment as it was typed."""

    id: int
    is_repair: bool
    at: datetime
    author: str | None
    fraction: float
    levels: Mapping[str, int]
    written: str
    reason: str


def _shortened(html: str) -> str:
    words = " ".join(plain(html).split())
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1].rstrip() + "…"


_IS_MARKED = sa.exists().where(
    AttemptStep.attempt_id == AttemptSlot.attempt_id,
    AttemptStep.position == AttemptSlot.position,
    AttemptStep.kind == StepKind.MARKED,
)
_IS_ON_RECORD = (
    sa.func.coalesce(Quiz.settings["behaviour"].as_string(), Behaviour.DEFERRED.value) != Behaviour.PRACTICE.value
)


def _answers(*columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """All answers that a person marks: to questions of such kinds, in finished attempts that are no practice."""
    return (
        sa.select(*columns)
        .select_from(AttemptSlot)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(User, User.id == Attempt.user_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .where(Attempt.finished_at.is_not(None), AttemptSlot.answered_at.is_not(None), AttemptSlot.marks > 0)
        .where(ItemVersion.kind.in_(kinds_by_hand()), _IS_ON_RECORD, User.erased_at.is_(None))
    )


def _waiting(value: Any) -> sa.Case[Any]:
    return sa.case((sa.not_(_IS_MARKED), value), else_=None)


def question_lines(session: Session, course_id: int) -> list[QuestionLine]:
    """Every question of the course with answers that a person marks, those that have waited the longest first; one statement."""
    counted = (
        _answers(
            AttemptSlot.item_id,
            sa.func.max(AttemptSlot.item_version_id).label("version_id"),
            sa.func.min(Quiz.id).label("quiz_id"),
            sa.func.count(Quiz.id.distinct()).label("quizzes"),
            sa.func.count().label("total"),
            sa.func.count(_waiting(1)).label("waiting"),
            sa.func.min(_waiting(Attempt.finished_at), type_=Attempt.finished_at.type).label("oldest"),
        )
        # What the other conditions say too; it spares the database the answers to all other questions.
        .where(Quiz.course_id == course_id, AttemptSlot.item_id.in_(_items_by_hand(course_id)))
        .group_by(AttemptSlot.item_id)
        .subquery()
    )
    count = counted.c
    columns: tuple[Any, ...] = (Item.id, Item.key, ItemVersion.body["prompt_html"].as_string(), Lesson.title)
    rows = session.execute(
        sa.select(*columns, count.quizzes, count.total, count.waiting, count.oldest)
        .join(counted, count.item_id == Item.id)
        .join(ItemVersion, ItemVersion.id == count.version_id)
        .join(Quiz, Quiz.id == count.quiz_id)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .order_by(count.oldest.is_(None), count.oldest, Item.id)
    )
    return [QuestionLine(*row) for row in rows]


def _items_by_hand(course_id: int) -> sa.Select[*tuple[Any, ...]]:
    by_hand = ItemVersion.kind.in_(kinds_by_hand())
    return (
        sa.select(Item.id).join(ItemVersion, ItemVersion.item_id == Item.id).where(Item.course_id == course_id, by_hand)
    )


def objection_lines(session: Session, course_id: int, veil: Veil, *, page: int = 1) -> tuple[list[ObjectionLine], int]:
    """A page of the objections that wait, in the order of their names, and how many pages there are; one statement."""
    columns: tuple[Any, ...] = (
        *(Contest.attempt_id, Contest.position, ItemVersion.body["prompt_html"].as_string()),
        *(Lesson.title, User.name, Contest.created_at, sa.func.count().over()),
    )
    at_place = sa.and_(AttemptSlot.attempt_id == Contest.attempt_id, AttemptSlot.position == Contest.position)
    rows = session.execute(
        _objections(course_id, *columns)
        .join(AttemptSlot, at_place)
        .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .order_by(_number(Contest.attempt_id, Contest.position, veil))
        .limit(OBJECTIONS_A_PAGE)
        .offset((page - 1) * OBJECTIONS_A_PAGE)
    ).all()
    pages = -(-rows[0][-1] // OBJECTIONS_A_PAGE) if rows else 1
    return [ObjectionLine(*line) for *line, _all in rows], pages


def _objections(course_id: int, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*columns)
        .select_from(Contest)
        .join(Quiz, Quiz.id == Contest.quiz_id)
        .join(Attempt, Attempt.id == Contest.attempt_id)
        .join(User, User.id == Attempt.user_id)
        .where(Quiz.course_id == course_id, Contest.answered_at.is_(None), User.erased_at.is_(None))
    )


def waiting_count(session: Session, course_id: int) -> int:
    """How much there is to do: answers to mark, and objections to answer; one statement."""
    answers = _answers(sa.func.count()).where(Quiz.course_id == course_id, Attempt.pending > 0, sa.not_(_IS_MARKED))
    objections = _objections(course_id, sa.func.count())
    both = answers.scalar_subquery() + objections.scalar_subquery()
    return int(session.execute(sa.select(both)).scalar_one())


def _number(attempt_id: Any, position: Any, veil: Veil) -> sa.ColumnElement[int]:
    """The number of an answer's name, as `Veil.name` computes it."""
    hidden = sa.cast(attempt_id, sa.BigInteger) * sa.literal(veil.factor, sa.BigInteger)
    return sa.type_coerce(hidden % sa.literal(SPAN, sa.BigInteger), sa.BigInteger) * PLACES + position


def _of_question(course_id: int, key: str, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    mine = _answers(*columns).join(Item, Item.id == AttemptSlot.item_id)
    return mine.where(Quiz.course_id == course_id, Item.course_id == course_id, Item.key == key)


def first_to_mark(session: Session, course_id: int, key: str, veil: Veil) -> int | None:
    """The answer to begin with: the first that waits, else the first; None where the question has none. One statement."""
    number = _number(AttemptSlot.attempt_id, AttemptSlot.position, veil)
    first = sa.func.coalesce(sa.func.min(_waiting(number)), sa.func.min(number))
    return session.execute(_of_question(course_id, key, first)).scalar_one()


def walk(session: Session, course_id: int, slot: MarkedSlot, here: int, veil: Veil) -> Walk:
    """Where the answer with the number `here` stands, in one statement."""
    number = _number(AttemptSlot.attempt_id, AttemptSlot.position, veil)
    before, behind = sa.case((number < here, number)), sa.case((number > here, number))
    waiting_behind = sa.func.min(sa.case((number > here, _waiting(number))))
    columns: tuple[Any, ...] = (
        *(sa.func.count(), sa.func.count(_waiting(1)), sa.func.count(before) + 1),
        *(sa.func.max(before), sa.func.min(behind)),
        sa.func.coalesce(waiting_behind, sa.func.min(sa.case((number < here, _waiting(number))))),
    )
    return Walk(*session.execute(_of_question(course_id, slot.item_key, *columns)).one())


def marks_given(session: Session, slot: MarkedSlot) -> Sequence[Mark]:
    """What was done to the mark of an answer, in its order; one statement."""
    rows = session.execute(
        sa.select(AttemptStep.id, AttemptStep.kind, AttemptStep.created_at, User.name, AttemptStep.payload)
        .outerjoin(User, User.id == AttemptStep.author_id)
        .where(AttemptStep.attempt_id == slot.attempt_id, AttemptStep.position == slot.position)
        .where(AttemptStep.kind.in_((StepKind.MARKED, StepKind.REGRADED)))
        .order_by(AttemptStep.id)
    )
    return [
        Mark(
            row.id,
            row.kind is StepKind.REGRADED,
            row.created_at,
            row.name,
            row.payload["fraction"],
            row.payload.get("levels") or {},
            row.payload.get("written") or "",
            row.payload.get("reason") or "",
        )
        for row in rows
    ]


def asked_of(slot: MarkedSlot) -> Asked:
    """The question and its answer as the person sees them who marks it: what it is marked by stands beside it, not in it."""
    body = {**slot.body, "rubric": [], "model_html": None}
    return Asked(
        position=slot.position,
        kind=slot.kind,
        body=body,
        order=slot.order,
        response=slot.response,
        marks=slot.marks,
    )
