"""The page of a course: its modules with their sums, the lessons laid out, what is done in them and what locks them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from courses.access.rules.unlocking import Lock, lock_of
from courses.access.viewer import NOBODY
from courses.catalogue.queries.home import NextLesson, next_lessons
from courses.catalogue.rules.outline import LESSONS_A_PAGE, Part, Shown, shown
from models.catalogue import Course, Lesson, LessonPrerequisite, Module
from models.progress import LessonProgress

DONE, STARTED, OPEN, LOCKED = "done", "started", "open", "locked"


@dataclass(frozen=True)
class LessonRow:
    """A lesson on the page; `state` is the name of its drawing."""

    key: str
    title: str
    minutes: int
    needs_quiz: bool
    state: str
    lock: Lock | None
    is_next: bool


@dataclass(frozen=True)
class ModuleSection:
    """A module with its sums; `begun` counts lessons opened or completed, `lessons` is None when it is not laid out."""

    module: Module
    lesson_count: int
    minutes: int
    done: int
    begun: int
    lessons: tuple[LessonRow, ...] | None

    @property
    def fraction(self) -> float:
        return self.done / self.lesson_count if self.lesson_count else 0.0


@dataclass(frozen=True)
class CoursePage:
    """Everything the page of a course shows."""

    modules: tuple[ModuleSection, ...]
    next: NextLesson | None
    shown: Shown

    @property
    def done(self) -> int:
        return sum(section.done for section in self.modules)

    @property
    def has_begun(self) -> bool:
        return any(section.begun for section in self.modules)

    @property
    def lesson_count(self) -> int:
        return sum(section.lesson_count for section in self.modules)

    @property
    def fraction(self) -> float:
        return self.done / self.lesson_count if self.lesson_count else 0.0


def course_page(
    session: Session, course: Course, user_id: int | None, *, module_key: str | None, page: int, today: date
) -> CoursePage:
    """The page of a course for this reader (None: a visitor), in four statements."""
    person = user_id or NOBODY
    sums = session.execute(_sums(course, person)).all()
    following = next_lessons(session, user_id, [course.id], today=today).get(course.id)
    parts = [Part(module.id, module.key, number) for module, number, *_rest in sums]
    what = shown(parts, asked=module_key, going_on=following.module_id if following else None, page=page)
    lessons = _lessons(session, person, what, following, today=today)
    sections = (
        ModuleSection(module, *numbers, tuple(lessons[module.id]) if module.id in what.module_ids else None)
        for module, *numbers in sums
    )
    return CoursePage(tuple(sections), following, what)


def _sums(course: Course, user_id: int) -> sa.Select[Module, int, int, int, int]:
    """The modules with how many lessons they have, how long these take, how many the reader has completed and begun."""
    return (
        sa.select(
            *(Module, sa.func.count(), sa.func.sum(Lesson.minutes)),
            *(sa.func.count(LessonProgress.completed_at), sa.func.count(LessonProgress.lesson_id)),
        )
        .join(Lesson, sa.and_(Lesson.module_id == Module.id, Lesson.retired_at.is_(None)))
        .outerjoin(LessonProgress, sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == user_id))
        .where(Module.course_id == course.id, Module.retired_at.is_(None))
        .group_by(Module.id)
        .order_by(Module.position)
    )


def _lessons(
    session: Session, user_id: int, what: Shown, following: NextLesson | None, *, today: date
) -> dict[int, list[LessonRow]]:
    """The lessons laid out, by module."""
    mine = sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == user_id)
    statement = (
        sa.select(
            *(
                Lesson.id,
                Lesson.module_id,
                Lesson.key,
                Lesson.title,
                Lesson.minutes,
                Lesson.needs_quiz,
                Lesson.opens_on,
            ),
            *(LessonProgress.completed_at, LessonProgress.lesson_id.is_not(None).label("is_started")),
        )
        .outerjoin(LessonProgress, mine)
        .where(Lesson.module_id.in_(what.module_ids), Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Lesson.id)
    )
    if what.pages > 1:
        statement = statement.offset(what.offset).limit(LESSONS_A_PAGE)
    rows = session.execute(statement).all()
    requires, completed = _prerequisites(session, user_id, [row.id for row in rows])
    found: dict[int, list[LessonRow]] = defaultdict(list)
    for row in rows:
        lock = lock_of(opens_on=row.opens_on, requires=requires.get(row.id, ()), completed=completed, today=today)
        # What somebody has completed stays open to them, whatever is asked for later.
        lock = None if row.completed_at else lock
        state = state_of(row.completed_at, is_started=row.is_started, lock=lock)
        is_next = following is not None and row.key == following.key
        found[row.module_id].append(LessonRow(row.key, row.title, row.minutes, row.needs_quiz, state, lock, is_next))
    return found


def state_of(completed_at: datetime | None, *, is_started: bool, lock: Lock | None) -> str:
    """The one word for how far a reader is in a lesson."""
    if completed_at:
        return DONE
    if lock:
        return LOCKED
    return STARTED if is_started else OPEN


def _prerequisites(
    session: Session, user_id: int, lesson_ids: Sequence[int]
) -> tuple[dict[int, list[tuple[int, str]]], set[int]]:
    """For each lesson those it asks for (id, title), and which of them the reader has completed."""
    required, mine = aliased(Lesson), aliased(LessonProgress)
    statement = (
        sa.select(LessonPrerequisite.lesson_id, required.id, required.title, mine.completed_at)
        .join(required, required.id == LessonPrerequisite.requires_id)
        .outerjoin(mine, sa.and_(mine.lesson_id == required.id, mine.user_id == user_id))
        .where(LessonPrerequisite.lesson_id.in_(lesson_ids), required.retired_at.is_(None))
        .order_by(required.position)
    )
    requires: dict[int, list[tuple[int, str]]] = defaultdict(list)
    completed: set[int] = set()
    for lesson_id, required_id, title, completed_at in session.execute(statement):
        requires[lesson_id].append((required_id, title))
        if completed_at:
            completed.add(required_id)
    return requires, completed
