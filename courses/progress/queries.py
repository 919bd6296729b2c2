"""What is recorded about learners, as frozen values: one course of a learner, and all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.access.rules.unlocking import lock_of
from courses.catalogue.queries.home import NextLesson, next_lessons
from courses.items.rules.grading import TOLERANCE
from courses.progress.rules.completion import Facts, Rules
from courses.progress.rules.outline import CourseLines, LessonLine
from models.catalogue import Course, Enrolment, Lesson, LessonPrerequisite, Module
from models.enums import Behaviour, Review
from models.items import Quiz
from models.progress import LessonProgress
from models.quizzes import Attempt

RULES = (Lesson.needs_read, Lesson.needs_quiz, Lesson.needs_mark)
FACTS = (
    LessonProgress.position_at,
    LessonProgress.read_at,
    LessonProgress.marked_at,
    LessonProgress.quiz_passed_at,
    LessonProgress.best_fraction,
)
BATCH = 1_000
# What a quiz keeps from its learners is told nowhere: neither in the lesson nor to a group.
_REVIEW = sa.func.coalesce(Quiz.settings["review"].as_string(), Review.EVERYTHING.value)
_BEHAVIOUR = sa.func.coalesce(Quiz.settings["behaviour"].as_string(), Behaviour.DEFERRED.value)
TELLS = sa.and_(
    _REVIEW.in_((Review.EVERYTHING.value, Review.SCORE.value)), _BEHAVIOUR.not_in((Behaviour.PRACTICE.value,))
)
TOLD_FRACTION = sa.case((TELLS, Attempt.fraction), else_=None)


def rules_of(row: Any, pass_fraction: float | None = None) -> Rules:
    """The rules of a lesson, from a lesson or a row with its columns."""
    return Rules(row.needs_read, row.needs_quiz, row.needs_mark, pass_fraction)


def facts_of(row: Any) -> Facts:
    """The facts of a learner in a lesson, from their progress or a row with its columns."""
    return Facts(row.position_at, row.read_at, row.marked_at, row.quiz_passed_at, row.best_fraction)


def recorded(
    session: Session, lesson_ids: Collection[int], *, user_ids: Collection[int] | None = None
) -> Iterable[sa.Row[*tuple[Any, ...]]]:
    """The recorded facts of everybody (or some learners) in these lessons beside the lessons' rules."""
    statement = (
        sa.select(LessonProgress.user_id, LessonProgress.lesson_id, LessonProgress.completed_at, *RULES, *FACTS)
        .join(Lesson, Lesson.id == LessonProgress.lesson_id)
        .where(LessonProgress.lesson_id.in_(lesson_ids))
        .execution_options(yield_per=BATCH)
    )
    if user_ids is not None:
        statement = statement.where(LessonProgress.user_id.in_(user_ids))
    return session.execute(statement)


@dataclass(frozen=True, slots=True)
class QuizResult:
    """What the log of attempts says about a learner and the quiz of a lesson; `best_fraction` None: the quiz does not tell it."""

    best_fraction: float | None
    passed_at: datetime | None
    last_at: datetime


def quiz_results(session: Session, user_id: int, course_id: int) -> dict[int, QuizResult]:
    """The results of a learner by lesson, from the finished attempts."""
    passed_at = sa.case((Attempt.fraction >= Quiz.pass_fraction - TOLERANCE, Attempt.finished_at), else_=None)
    statement = (
        sa.select(Quiz.lesson_id, sa.func.max(TOLD_FRACTION), sa.func.min(passed_at), sa.func.max(Attempt.finished_at))
        .join(Attempt, Attempt.quiz_id == Quiz.id)
        .where(Attempt.user_id == user_id, Quiz.course_id == course_id, Attempt.finished_at.is_not(None))
        .group_by(Quiz.lesson_id)
    )
    rows: Any = session.execute(statement)
    return {lesson_id: QuizResult(best, passed, last) for lesson_id, best, passed, last in rows}


def results_in_lesson(session: Session, lesson_id: int, user_ids: Collection[int]) -> dict[int, QuizResult]:
    """The results of some learners at the quizzes of a lesson, from the finished attempts."""
    passed_at = sa.case((Attempt.fraction >= Quiz.pass_fraction - TOLERANCE, Attempt.finished_at), else_=None)
    statement = (
        sa.select(Attempt.user_id, sa.func.max(TOLD_FRACTION), sa.func.min(passed_at), sa.func.max(Attempt.finished_at))
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Quiz.lesson_id == lesson_id, Attempt.user_id.in_(user_ids), Attempt.finished_at.is_not(None))
        .group_by(Attempt.user_id)
    )
    rows: Any = session.execute(statement)
    return {user_id: QuizResult(best, passed, last) for user_id, best, passed, last in rows}


def passes_of(session: Session, lesson_id: int, user_ids: Collection[int]) -> dict[int, datetime | None]:
    """When some learners have passed the quiz of a lesson, as it is recorded; what is recorded is held until the transaction ends."""
    kept = LessonProgress
    rows: Any = session.execute(
        sa.select(kept.user_id, kept.quiz_passed_at)
        .where(kept.lesson_id == lesson_id, kept.user_id.in_(user_ids))
        .order_by(kept.user_id)
        .with_for_update()
    )
    return {row.user_id: row.quiz_passed_at for row in rows}


def uncredited(session: Session, lesson_ids: Collection[int]) -> list[tuple[int, int, QuizResult]]:
    """By learner and lesson: results at the quizzes of these lessons that are better than what is recorded."""
    passed_at = sa.case((Attempt.fraction >= Quiz.pass_fraction - TOLERANCE, Attempt.finished_at), else_=None)
    found = (
        sa.select(
            *(Attempt.user_id, Quiz.lesson_id, sa.func.max(TOLD_FRACTION).label("best")),
            *(sa.func.min(passed_at).label("passed_at"), sa.func.max(Attempt.finished_at).label("last_at")),
        )
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Quiz.lesson_id.in_(lesson_ids), Quiz.retired_at.is_(None), Attempt.finished_at.is_not(None))
        .group_by(Attempt.user_id, Quiz.lesson_id)
        .subquery()
    )
    kept = LessonProgress
    is_kept = sa.and_(kept.user_id == found.c.user_id, kept.lesson_id == found.c.lesson_id)
    is_better = sa.or_(
        kept.user_id.is_(None),
        sa.and_(kept.best_fraction.is_(None), found.c.best.is_not(None)),
        kept.best_fraction < found.c.best,
        sa.and_(kept.quiz_passed_at.is_(None), found.c.passed_at.is_not(None)),
    )
    statement = sa.select(*found.c).outerjoin(kept, is_kept).where(is_better)
    rows: Any = session.execute(statement.order_by(found.c.lesson_id, found.c.user_id))
    return [(user_id, lesson_id, QuizResult(*result)) for user_id, lesson_id, *result in rows]


def course_lines(session: Session, course_id: int, user_id: int, *, today: date) -> CourseLines:
    """The course as this learner has gone through it, in two statements."""
    rows = session.execute(_lines_statement(course_id, user_id)).all()
    completed = {row.lesson_id for row in rows if row.completed_at}
    requires = _prerequisites(session, course_id)
    lines: dict[int, LessonLine] = {}
    for row in rows:
        lock = lock_of(
            opens_on=row.opens_on, requires=requires.get(row.lesson_id, ()), completed=completed, today=today
        )
        # A lesson has one quiz at most; if a second one were there, the lesson would still stand here once.
        lines.setdefault(row.lesson_id, _line(row, lock))
    return CourseLines(tuple(lines.values()))


def _line(row: Any, lock: Any) -> LessonLine:
    lesson = (row.lesson_id, row.key, row.title, row.minutes, row.module_id, row.module_key, row.module_title)
    rules = rules_of(row, row.pass_fraction)
    return LessonLine(*lesson, rules, facts_of(row), row.completed_at, row.position_key, row.quiz_id, lock)


def _lines_statement(course_id: int, user_id: int) -> sa.Select[*tuple[Any, ...]]:
    lesson = (Lesson.id.label("lesson_id"), Lesson.key, Lesson.title, Lesson.minutes, Lesson.opens_on, *RULES)
    module = (Module.id.label("module_id"), Module.key.label("module_key"), Module.title.label("module_title"))
    quiz = (Quiz.id.label("quiz_id"), Quiz.pass_fraction)
    return (
        sa.select(*lesson, *module, *quiz, *FACTS, LessonProgress.position_key, LessonProgress.completed_at)
        .join(Module, Module.id == Lesson.module_id)
        .outerjoin(Quiz, sa.and_(Quiz.lesson_id == Lesson.id, Quiz.retired_at.is_(None)))
        .outerjoin(LessonProgress, sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == user_id))
        .where(Lesson.course_id == course_id, Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Lesson.id, Quiz.id)
    )


def _prerequisites(session: Session, course_id: int) -> dict[int, list[tuple[int, str]]]:
    """For each locked-by-others lesson the lessons (id, title) that open it."""
    statement = (
        sa.select(LessonPrerequisite.lesson_id, Lesson.id, Lesson.title)
        .join(Lesson, Lesson.id == LessonPrerequisite.requires_id)
        .where(Lesson.course_id == course_id, Lesson.retired_at.is_(None))
        .order_by(Lesson.position)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for lesson_id, required_id, title in session.execute(statement):
        found.setdefault(lesson_id, []).append((required_id, title))
    return found


@dataclass(frozen=True, slots=True)
class CourseSummary:
    """One of a learner's courses in a few numbers; `next` is the lesson to do next, None when nothing is open."""

    slug: str
    title: str
    total: int
    done: int
    minutes_left: int
    next: NextLesson | None

    @property
    def fraction(self) -> float:
        return self.done / self.total if self.total else 0.0


def my_courses(session: Session, user_id: int, *, today: date) -> list[CourseSummary]:
    """All courses of a learner, the one they were last in first, in two statements."""
    minutes_done = sa.func.sum(sa.case((LessonProgress.completed_at.is_not(None), Lesson.minutes), else_=0))
    last_at = sa.func.max(sa.func.coalesce(LessonProgress.position_at, Enrolment.joined_at))
    rows = session.execute(
        sa.select(
            *(Course.id, Course.slug, Course.title, Course.lesson_count, Course.minutes),
            *(sa.func.count(LessonProgress.completed_at).label("done"), minutes_done.label("minutes_done")),
        )
        .join(Enrolment, sa.and_(Enrolment.course_id == Course.id, Enrolment.user_id == user_id))
        .outerjoin(Lesson, sa.and_(Lesson.course_id == Course.id, Lesson.retired_at.is_(None)))
        .outerjoin(LessonProgress, sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == user_id))
        .where(Course.retired_at.is_(None))
        .group_by(Course.id)
        .order_by(last_at.desc(), Course.folded_title, Course.id)
    ).all()
    following = next_lessons(session, user_id, [row.id for row in rows], today=today)
    return [_summary(row, following.get(row.id)) for row in rows]


def _summary(row: Any, following: NextLesson | None) -> CourseSummary:
    return CourseSummary(row.slug, row.title, row.lesson_count, row.done, row.minutes - row.minutes_done, following)
