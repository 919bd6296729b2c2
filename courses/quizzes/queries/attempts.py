"""Reading attempts: what their pages show, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.items.rules.asked import Asked
from courses.items.rules.grading import grade_answer, missing_of, verdict
from courses.items.rules.inside import option_of
from courses.items.rules.text import plain
from courses.quizzes.queries.grades import IS_MERGED
from courses.quizzes.queries.proofs import Proof, Proofs, proofs_of
from courses.quizzes.rules.limits import Standing, Terms
from models.accounts import User
from models.catalogue import Lesson
from models.enums import StepKind
from models.items import ItemVersion
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptSlot, AttemptStep, Contest


@dataclass(frozen=True, slots=True)
class Place:
    """A question in the map of an attempt; `number` is what it is called, None for a text, `missing` what its answer still lacks.

    `is_tried`: the answer it has was checked and is not right yet; `verdict` says how it was, `tries` how many there were.
    """

    position: int
    number: int | None
    section: int
    is_answered: bool
    is_closed: bool = False
    missing: str | None = None
    prompt_html: str = ""
    is_tried: bool = False
    verdict: str = ""
    tries: int = 0
    hints: int = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.number is None or self.is_closed or (self.is_answered and not self.missing)


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a mark after the attempt was graded; fractions are shares of the question's marks.

    `author`: who marked it, None where that is not said.
    """

    is_repair: bool
    at: datetime
    fraction: float
    former: float | None
    reason: str
    levels: Mapping[str, int]
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Asked):
    """A question of an open attempt. `number` is what it is called, None for a text; `fraction`: what the answer was worth when it was checked."""

    number: int | None = None
    section: int = 0
    certainty: int | None = None
    tries: int = 0
    closed_at: datetime | None = None
    fraction: float | None = None
    version_id: int = 0

    @property
    def hints_html(self) -> Sequence[str]:
        """The hints that the tries so far have brought."""
        return self.body.get("hints_html", ())[: self.tries]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedQuestion(Asked):
    """A question whose answer was graded, with its proofs and what became of its mark.

    `fraction`: the share of the marks it earned; `is_marked`: by a person, so that the kind has no say in it.
    """

    fraction: float
    proofs: Sequence[Proof]
    option_proofs: Mapping[str, Sequence[Proof]] = field(default_factory=dict)
    number: int | None = 1
    section: int = 0
    certainty: int | None = None
    tries: int = 0
    comment: str | None = None
    is_marked: bool = False
    changes: Sequence[Change] = ()
    contest: Contest | None = None
    is_practice: bool = False

    @property
    def levels(self) -> Mapping[str, int]:
        """The levels of the rubric that the person who marked it last has chosen, by criterion."""
        return next((change.levels for change in reversed(self.changes) if not change.is_repair), {})

    @property
    def marker(self) -> str | None:
        """Who marked it last, where that is said."""
        return next((change.author for change in reversed(self.changes) if not change.is_repair), None)

    @property
    def verdict(self) -> str:
        """Of the answer, not of what it earned: hints, tries and certainty change the marks."""
        return verdict(self.fraction if self.is_marked else self.grade.fraction)

    @property
    def is_waiting(self) -> bool:
        """Whether a person has still to mark it."""
        return self.grade.is_pending and not self.is_marked and not self.is_practice

    @property
    def is_unmarked(self) -> bool:
        """Whether nobody will mark it: answers for practice are compared by the learner."""
        return self.grade.is_pending and self.is_practice

    @property
    def earned(self) -> float:
        return self.fraction * self.marks


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One of a learner's attempts at a quiz; `is_merged`: it was there when those of two people became one's."""

    id: int
    number: int
    started_at: datetime
    finished_at: datetime | None
    fraction: float | None
    ends_at: datetime | None = None
    pending: int = 0
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a learner goes from a finished quiz: whether the lesson is complete, and the next one (key, title)."""

    is_complete: bool
    next: tuple[str, str] | None


def attempts_of(session: Session, quiz_id: int, user_id: int | None) -> list[PastAttempt]:
    """A learner's attempts at a quiz, the newest first."""
    if user_id is None:
        return []
    columns: tuple[Any, ...] = (Attempt.id, Attempt.number, Attempt.started_at, Attempt.finished_at, Attempt.fraction)
    rows = session.execute(
        sa.select(*columns, Attempt.ends_at, Attempt.pending, IS_MERGED)
        .where(Attempt.quiz_id == quiz_id, Attempt.user_id == user_id)
        .order_by(Attempt.number.desc())
    )
    return [PastAttempt(*row) for row in rows]


def besides(attempts: Sequence[PastAttempt], terms: Terms) -> dict[int, Standing]:
    """Those of a learner's attempts that do not count, as the gradebook says it."""
    return terms.not_counted(attempts) if any(attempt.is_merged for attempt in attempts) else {}


def last_step_of(session: Session, attempt_id: int, token: str) -> sa.Row[*tuple[Any, ...]] | None:
    """The newest step (id, position, payload) that a request with this token has brought; None if there is none."""
    is_its = sa.or_(AttemptStep.token == token, sa.func.substr(AttemptStep.token, 1, len(token) + 1) == f"{token}:")
    return session.execute(
        sa.select(AttemptStep.id, AttemptStep.position, AttemptStep.payload)
        .where(AttemptStep.attempt_id == attempt_id, is_its)
        .order_by(AttemptStep.id.desc())
        .limit(1)
    ).one_or_none()


_SLOT: tuple[Any, ...] = (
    *(AttemptSlot.position, AttemptSlot.response, AttemptSlot.order, AttemptSlot.marks, AttemptSlot.section),
    *(AttemptSlot.certainty, AttemptSlot.tries, AttemptSlot.closed_at, AttemptSlot.fraction),
)
_BODY: tuple[Any, ...] = (ItemVersion.id.label("version_id"), ItemVersion.kind, ItemVersion.body)
_CHANGE: tuple[Any, ...] = (
    *(AttemptStep.kind.label("change"), AttemptStep.created_at.label("changed_at"), AttemptStep.payload),
    *(User.name.label("author"), Contest),
)
_HERE = AttemptSlot.position == sa.bindparam("position")
_OF_ATTEMPT = AttemptSlot.attempt_id == sa.bindparam("attempt_id")
_IS_CHANGE = sa.and_(
    AttemptStep.attempt_id == AttemptSlot.attempt_id,
    AttemptStep.position == AttemptSlot.position,
    AttemptStep.kind.in_((StepKind.MARKED, StepKind.REGRADED)),
)


# Built once: composing a statement takes longer than running it.
_MAP = (
    sa.select(*_SLOT, *_BODY)
    .outerjoin(ItemVersion, sa.and_(ItemVersion.id == AttemptSlot.item_version_id, _HERE))
    .where(_OF_ATTEMPT)
    .order_by(AttemptSlot.position)
)
_SLOTS = (
    sa.select(*_SLOT, *_BODY)
    .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
    .where(_OF_ATTEMPT)
    .order_by(AttemptSlot.position)
)
_GRADED = (
    sa.select(*_SLOT, *_BODY, AttemptSlot.comment, *_CHANGE)
    .join(ItemVersion, ItemVersion.id == AttemptSlot.item_version_id)
    .outerjoin(AttemptStep, _IS_CHANGE)
    .outerjoin(User, User.id == AttemptStep.author_id)
    .outerjoin(Contest, sa.and_(Contest.attempt_id == AttemptSlot.attempt_id, Contest.position == AttemptSlot.position))
    .where(_OF_ATTEMPT)
    .order_by(AttemptSlot.position, AttemptStep.id)
)


def numbered(slots: Iterable[tuple[int, float]]) -> dict[int, int | None]:
    """What each question is called, from (position, marks) in their order: texts, which are worth no marks, are not counted."""
    numbers: dict[int, int | None] = {}
    count = 0
    for position, marks in slots:
        count += marks > 0
        numbers[position] = count if marks > 0 else None
    return numbers


def question_page(session: Session, attempt_id: int, position: int) -> tuple[Question | None, list[Place]]:
    """One question of an attempt (None if it has no such position) and the map of all, in one statement."""
    rows = session.execute(_MAP, {"attempt_id": attempt_id, "position": position}).all()
    numbers = numbered((row.position, row.marks) for row in rows)
    places = [
        Place(
            row.position,
            numbers[row.position],
            row.section,
            row.response is not None,
            row.closed_at is not None,
            is_tried=_is_tried(row),
        )
        for row in rows
    ]
    here = next((row for row in rows if row.position == position), None)
    return here and _question(here, numbers[position]), places


def _is_tried(row: Any) -> bool:
    """Whether the answer in a slot was checked and may be tried again: then it is not right."""
    return row.tries > 0 and row.fraction is not None and row.closed_at is None


def _question(row: Any, number: int | None) -> Question:
    return Question(
        position=row.position,
        kind=row.kind,
        body=row.body,
        order=row.order,
        response=row.response,
        marks=row.marks,
        number=number,
        section=row.section,
        certainty=row.certainty,
        tries=row.tries,
        closed_at=row.closed_at,
        fraction=row.fraction,
        version_id=row.version_id,
    )


def overview(session: Session, attempt_id: int) -> list[Place]:
    """All questions of an open attempt, with what their answers still lack."""
    rows = session.execute(_SLOTS, {"attempt_id": attempt_id}).all()
    numbers = numbered((row.position, row.marks) for row in rows)
    return [
        Place(
            row.position,
            numbers[row.position],
            row.section,
            row.response is not None,
            row.closed_at is not None,
            missing_of(row.kind, row.body, row.response),
            row.body["prompt_html"],
            _is_tried(row),
            verdict(grade_answer(row.kind, row.body, row.response).fraction) if _is_tried(row) else "",
            row.tries,
            len(row.body.get("hints_html", ())),
        )
        for row in rows
    ]


def slots_to_grade(session: Session, attempt_id: int) -> Sequence[sa.Row[Any]]:
    """The questions of an attempt with their answers."""
    return session.execute(_SLOTS, {"attempt_id": attempt_id}).all()


def checked_question(session: Session, attempt_id: int, question: Question) -> GradedQuestion:
    """A question of an open attempt whose answer was checked, with what proves it; one statement."""
    proofs = proofs_of(session, attempt_id, position=question.position)
    return _graded(question, question.fraction or 0.0, proofs.get(question.position, Proofs()))


def graded_questions(session: Session, attempt_id: int, *, is_practice: bool = False) -> list[GradedQuestion]:
    """The questions of a finished attempt with grades, proofs and changes of their marks, in two statements."""
    proofs = proofs_of(session, attempt_id)
    rows = session.execute(_GRADED, {"attempt_id": attempt_id}).all()
    # A question stands in a row for each change of its mark.
    slots = {row.position: row for row in rows}
    numbers = numbered((position, row.marks) for position, row in slots.items())
    return [
        _graded(
            _question(row, numbers[position]),
            row.fraction or 0.0,
            proofs.get(position, Proofs()),
            comment=row.comment,
            changes=[_change(each) for each in rows if each.position == position and each.change],
            contest=row.Contest,
            is_practice=is_practice,
        )
        for position, row in slots.items()
    ]


def _graded(
    question: Question,
    fraction: float,
    proofs: Proofs,
    *,
    comment: str | None = None,
    changes: Sequence[Change] = (),
    contest: Contest | None = None,
    is_practice: bool = False,
) -> GradedQuestion:
    grade = grade_answer(question.kind, question.body, question.response)
    return GradedQuestion(
        position=question.position,
        kind=question.kind,
        body=question.body,
        order=question.order,
        response=question.response,
        marks=question.marks,
        grade=grade,
        fraction=fraction,
        proofs=proofs.right,
        option_proofs={
            plain(option_of(question.body, number)["html"]): proofs.wrong[number]
            for number in grade.options
            if number in proofs.wrong
        },
        number=question.number,
        section=question.section,
        certainty=question.certainty,
        tries=question.tries,
        comment=comment,
        is_marked=any(not change.is_repair for change in changes),
        changes=changes,
        contest=contest,
        is_practice=is_practice,
    )


def _change(row: Any) -> Change:
    payload = row.payload
    former = payload.get("former") or {}
    return Change(
        row.change is StepKind.REGRADED,
        row.changed_at,
        payload["fraction"],
        former.get("fraction"),
        payload.get("reason") or "",
        payload.get("levels") or {},
        None if payload.get("anonymous", True) else row.author,
    )


def onward(session: Session, lesson_id: int, user_id: int) -> Onward:
    """Whether the lesson is complete to this learner, and which one follows."""
    row = session.execute(
        sa.select(Lesson.aside, LessonProgress.completed_at)
        .outerjoin(LessonProgress, sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == user_id))
        .where(Lesson.id == lesson_id)
    ).one()
    following = row.aside.get("next")
    return Onward(row.completed_at is not None, (following["key"], following["title"]) if following else None)
