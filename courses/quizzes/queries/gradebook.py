"""The gradebook of a course: learners down, quizzes across, a page at a time in a fixed number of statements; or all of it, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from courses.quizzes.queries.grades import COUNTS
from courses.quizzes.rules.scoring import course_fraction
from models.accounts import User
from models.catalogue import Enrolment, Lesson, Module
from models.folding import folded
from models.items import Quiz
from models.quizzes import Attempt, CourseGrade, GradeOverride, QuizGrade

LEARNERS_A_PAGE = 50
# More columns than these are shown in parts: whole modules together as far as they fit.
MOST_COLUMNS = 40
BATCH = 2_000
EFFECTIVE = sa.func.coalesce(QuizGrade.override, QuizGrade.fraction)


@dataclass(frozen=True, slots=True)
class QuizColumn:
    """A quiz of the course, in the order of its lessons."""

    id: int
    title: str
    lesson_title: str
    module_id: int
    module_title: str


@dataclass(frozen=True, slots=True)
class ModuleColumns:
    """Quizzes side by side that belong to one module."""

    title: str
    quizzes: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What a learner has in a quiz; `fraction` is what counts, None as long as nothing does. `is_set`: an instructor has set it."""

    fraction: float | None
    pending: int
    is_set: bool


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner's grades, one for each quiz or None; `total` is their sum as a share of what the quizzes can bring."""

    user_id: int
    name: str
    total: float | None
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Quizzes that are shown beside each other, of the modules from `first` to `last`; `number` counts from 1."""

    number: int
    first: str
    last: str
    quizzes: tuple[QuizColumn, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What the rows are sorted by: `name`, `total` or the number of a quiz."""

    by: str | int = "name"
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A page of the gradebook: some of the learners, and of the quizzes one of the `parts`."""

    part: Part
    parts: tuple[Part, ...]
    quizzes: tuple[QuizColumn, ...]
    modules: tuple[ModuleColumns, ...]
    rows: tuple[LearnerRow, ...]
    order: Order
    learners: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.learners // LEARNERS_A_PAGE))


@dataclass(frozen=True, slots=True)
class Change:
    """A change to what an instructor has set, with who made it; `fraction` None takes it back."""

    fraction: float | None
    reason: str
    author: str | None
    created_at: datetime


def quiz_columns(session: Session, course_id: int) -> tuple[QuizColumn, ...]:
    """The quizzes that are graded: all but those for practice."""
    columns: tuple[Any, ...] = (Quiz.id, Quiz.title, Lesson.title, Module.id, Module.title)
    rows = session.execute(
        sa.select(*columns)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .join(Module, Module.id == Lesson.module_id)
        .where(Quiz.course_id == course_id, COUNTS)
        .order_by(Lesson.position, Quiz.id)
    )
    return tuple(QuizColumn(*row) for row in rows)


def parts_of(columns: Sequence[QuizColumn]) -> tuple[Part, ...]:
    """The quizzes in as few parts as there are room for, a module in one part unless it is too large for it; one part at least."""
    together: list[list[QuizColumn]] = [[]]
    for _module, quizzes in groupby(columns, key=lambda quiz: quiz.module_id):
        module = list(quizzes)
        if together[-1] and len(together[-1]) + len(module) > MOST_COLUMNS:
            together.append([])
        while len(module) > MOST_COLUMNS:
            together[-1] += module[:MOST_COLUMNS]
            together.append([])
            module = module[MOST_COLUMNS:]
        together[-1] += module
    names = [(part[0].module_title, part[-1].module_title) if part else ("", "") for part in together]
    return tuple(
        Part(number, *name, tuple(part))
        for number, (name, part) in enumerate(zip(names, together, strict=True), start=1)
    )


def gradebook(session: Session, course_id: int, *, order: Order, name: str, page: int, part: int = 1) -> Gradebook:
    """A page of the gradebook, in three statements whatever the size; `name` is a part of the names to show, or empty.

    A part that is not there is the first; a quiz that is not of this course sorts nothing, so that its grades are not told.
    """
    columns = quiz_columns(session, course_id)
    if isinstance(order.by, int) and order.by not in {quiz.id for quiz in columns}:
        order = Order("name", order.is_descending)
    parts = parts_of(columns)
    here = parts[part - 1] if 1 <= part <= len(parts) else parts[0]
    quizzes = here.quizzes
    learners, count = _learners(session, course_id, order, name, page)
    grades = _grades(session, [user_id for user_id, _name, _total in learners], [quiz.id for quiz in quizzes])
    modules = tuple(
        ModuleColumns(title, len(list(together)))
        for (_id, title), together in groupby(quizzes, key=lambda quiz: (quiz.module_id, quiz.module_title))
    )
    rows = tuple(_row(user_id, name, quizzes, grades.get(user_id, {})) for user_id, name, _total in learners)
    if len(parts) > 1:
        # What the other parts bring is not here.
        rows = tuple(replace(row, total=total) for row, (_id, _name, total) in zip(rows, learners, strict=True))
    return Gradebook(here, parts, quizzes, modules, rows, order, count, page)


def all_rows(session: Session, course_id: int, quizzes: Sequence[QuizColumn]) -> Iterator[LearnerRow]:
    """Every learner's row, by name, in one statement of which only a part is in memory."""
    of_course = sa.and_(QuizGrade.user_id == User.id, QuizGrade.quiz_id.in_([quiz.id for quiz in quizzes]))
    columns: tuple[Any, ...] = (User.id, User.name, QuizGrade.quiz_id, *_CELL)
    statement = (
        _enrolled(course_id, *columns)
        .outerjoin(QuizGrade, of_course)
        .order_by(*_by_name())
        .execution_options(yield_per=BATCH)
    )
    for (user_id, name), together in groupby(session.execute(statement), key=lambda row: (row[0], row[1])):
        cells = {quiz_id: Cell(*cell) for _user_id, _name, quiz_id, *cell in together if quiz_id is not None}
        yield _row(user_id, name, quizzes, cells)


def attempts_at(session: Session, quiz_id: int, user_id: int) -> Sequence[Attempt]:
    """A learner's attempts at a quiz, in their order."""
    statement = sa.select(Attempt).where(Attempt.quiz_id == quiz_id, Attempt.user_id == user_id)
    return session.scalars(statement.order_by(Attempt.number)).all()


def changes_of(session: Session, quiz_id: int, user_id: int) -> list[Change]:
    """The record of what instructors have set, the newest first."""
    author = aliased(User)
    columns: tuple[Any, ...] = (GradeOverride.fraction, GradeOverride.reason, author.name, GradeOverride.created_at)
    rows = session.execute(
        sa.select(*columns)
        .outerjoin(author, author.id == GradeOverride.author_id)
        .where(GradeOverride.quiz_id == quiz_id, GradeOverride.user_id == user_id)
        .order_by(GradeOverride.id.desc())
    )
    return [Change(*row) for row in rows]


_CELL: tuple[Any, ...] = (EFFECTIVE, QuizGrade.pending, QuizGrade.override.is_not(None))


def _enrolled(course_id: int, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """Those who take the course: all who joined it, or began it as guests. Erased accounts are nobody's any more."""
    return (
        sa.select(*columns)
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .where(Enrolment.course_id == course_id, User.erased_at.is_(None))
    )


def _by_name() -> tuple[sa.ColumnElement[Any], ...]:
    return (User.folded_name.expression, User.id.expression)


def _learners(
    session: Session, course_id: int, order: Order, name: str, page: int
) -> tuple[list[tuple[int, str, float | None]], int]:
    """The learners of a page with what they have in the course, and how many there are on all pages."""
    columns: tuple[Any, ...] = (User.id, User.name, CourseGrade.fraction, sa.func.count().over())
    has_total = sa.and_(CourseGrade.user_id == User.id, CourseGrade.course_id == course_id)
    statement = _enrolled(course_id, *columns).outerjoin(CourseGrade, has_total)
    if words := folded(name):
        statement = statement.where(User.folded_name.contains(words, autoescape=True))
    rows = session.execute(_ordered(statement, order).limit(LEARNERS_A_PAGE).offset((page - 1) * LEARNERS_A_PAGE)).all()
    return [(row[0], row[1], row[2]) for row in rows], rows[0][3] if rows else 0


def _ordered(statement: sa.Select[*tuple[Any, ...]], order: Order) -> sa.Select[*tuple[Any, ...]]:
    if order.by == "name":
        first, last = _by_name()
        return statement.order_by(first.desc() if order.is_descending else first, last)
    if order.by == "total":
        value: sa.ColumnElement[Any] = CourseGrade.fraction.expression
    else:
        value = EFFECTIVE
        statement = statement.outerjoin(QuizGrade, sa.and_(QuizGrade.user_id == User.id, QuizGrade.quiz_id == order.by))
    # Who has nothing stands at the end, whichever way it goes.
    return statement.order_by(value.is_(None), value.desc() if order.is_descending else value, *_by_name())


def _grades(session: Session, user_ids: Sequence[int], quiz_ids: Sequence[int]) -> dict[int, dict[int, Cell]]:
    found: dict[int, dict[int, Cell]] = {}
    rows = session.execute(
        sa.select(QuizGrade.user_id, QuizGrade.quiz_id, *_CELL).where(
            QuizGrade.user_id.in_(user_ids), QuizGrade.quiz_id.in_(quiz_ids)
        )
    )
    for user_id, quiz_id, *cell in rows:
        found.setdefault(user_id, {})[quiz_id] = Cell(*cell)
    return found


def _row(user_id: int, name: str, quizzes: Sequence[QuizColumn], cells: Mapping[int, Cell]) -> LearnerRow:
    earned = [cell.fraction for cell in cells.values() if cell.fraction is not None]
    total = course_fraction(earned, len(quizzes)) if earned else None
    return LearnerRow(user_id, name, total, tuple(cells.get(quiz.id) for quiz in quizzes))
