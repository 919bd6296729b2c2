"""Saving one file of a published course from the browser: a quiz or a file of the bank alone where that is enough, else the whole course anew."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.adding import add_to_bank
from courses.authoring.banking import write_bank
from courses.authoring.changing import Change
from courses.authoring.compiler import compile_bank_file, compile_quiz
from courses.authoring.draft import CategoryDraft, Problem, QuizDraft
from courses.authoring.known import categories_elsewhere, items_elsewhere, known_of
from courses.authoring.queries import files_of
from courses.authoring.rules.records import Thing, name, quiz_records
from models.catalogue import Course
from models.items import Quiz

__all__ = ["add_to_bank", "compile_one_bank_file", "compile_one_quiz", "save_bank", "save_file", "save_quiz"]


def compile_one_quiz(
    session: Session, course: Course, lesson: str, path: str, content: bytes
) -> tuple[QuizDraft | None, list[Problem]]:
    """The quiz of a lesson as it would be, or all its problems; nothing is written. For previews, too."""
    taken = items_elsewhere(session, course, [path])
    draft, problems = compile_quiz(path, content, known_of(session, course), lesson=lesson, taken=taken)
    if draft and (other := _other_quiz(session, course, path, draft.key)):
        return None, [Problem(path, 1, f"The id '{draft.key}' is already taken by the quiz in {other}.")]
    return draft, problems


def _other_quiz(session: Session, course: Course, path: str, key: str) -> str | None:
    """The file of another quiz that has this id."""
    statement = sa.select(Quiz.path).where(Quiz.course_id == course.id, Quiz.key == key, Quiz.retired_at.is_(None))
    return session.scalar(statement.where(Quiz.path != path))


def compile_one_bank_file(
    session: Session, course: Course, path: str, content: bytes
) -> tuple[CategoryDraft | None, list[Problem]]:
    """A file of the bank as it would be, or all its problems; nothing is written. For previews, too."""
    taken, others = items_elsewhere(session, course, [path]), categories_elsewhere(session, course, [path])
    return compile_bank_file(path, content, known_of(session, course), taken=taken, categories=others)


def save_quiz(
    session: Session,
    course: Course,
    lesson: str,
    path: str,
    content: bytes,
    *,
    base: str,
    author_id: int | None,
    now: datetime,
) -> service.Published:
    """Publish a changed quiz. `base` is the digest of the course that the change was made on.

    Raises Conflict when someone has saved since, CourseRefused with all problems of the quiz.
    """
    change = Change(session, course, base=base, author_id=author_id, now=now)
    mine = sa.select(Quiz.id).where(Quiz.course_id == course.id)
    old_id = session.scalar(mine.where(Quiz.path == path, Quiz.retired_at.is_(None)))
    if old_id is None:
        return save_file(session, course, path, content, base=base, author_id=author_id, now=now)
    draft, problems = compile_one_quiz(session, course, lesson, path, content)
    if draft is None:
        raise service.CourseRefused(problems)
    rows = {old_id, *session.scalars(mine.where(Quiz.key == draft.key))}
    found = change.read(rows, (), {*(item.key for item in draft.items), *(place.item for place in draft.places)})
    kept = dict(found.alive)
    old = next(each for each, row_id in found.ids.items() if each[0] is Thing.QUIZ and row_id == old_id)
    for key, *_place in kept.pop(old)["items"]:
        if kept.get(name(Thing.ITEM, key), {"category": ""})["category"] is None:
            del kept[name(Thing.ITEM, key)]
    return change.write({**kept, **dict(quiz_records(draft, lesson))}, draft.items, {path: content})


def save_bank(
    session: Session,
    course: Course,
    path: str,
    content: bytes,
    *,
    base: str,
    author_id: int | None,
    now: datetime,
) -> service.Published:
    """Publish a file of the bank, changed or new; the quizzes that use its questions get them as they are now.

    Raises Conflict when someone has saved since, CourseRefused with all problems of the file and of the quizzes that need what it no longer has.
    """
    change = Change(session, course, base=base, author_id=author_id, now=now)
    draft, problems = compile_one_bank_file(session, course, path, content)
    if draft is None:
        raise service.CourseRefused(problems)
    return write_bank(change, [draft], {path: content})


def save_file(
    session: Session, course: Course, path: str, content: bytes, *, base: str, author_id: int | None, now: datetime
) -> service.Published:
    """Publish the course with one file changed or added; compiles all of it. Raises as `save_quiz`."""
    change = Change(session, course, base=base, author_id=author_id, now=now)
    files = {**files_of(session, change.version), path: content}
    return service.publish(session, files, author_id=author_id, now=now)
