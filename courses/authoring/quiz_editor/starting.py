"""A quiz for a lesson that has none: where its file goes, and the file before it has a question."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.authoring.compiler.layout import LONGEST_PATH, QUIZ_ENDING
from courses.authoring.queries import file_of, hashes_of_version, newest_version
from courses.authoring.quiz_editor.blocks import QuizFile
from courses.authoring.quiz_editor.service import OpenFile, Place
from courses.shared.errors import Conflict, Invalid, NotFound
from models.authoring import CourseVersion
from models.catalogue import Course, Lesson
from models.items import Quiz

LONGEST_ID = 64


def draft_path(lesson_key: str) -> str:
    """Where the draft of a first question is kept, before it is known where its file goes."""
    return f"{lesson_key}{QUIZ_ENDING}"


def unwritten(session: Session, course: Course, lesson_key: str) -> OpenFile:
    """A quiz that is nowhere yet, for looking at its form. Raises NotFound without the lesson, Conflict when it has a quiz."""
    title, _position = _lesson(session, course, lesson_key)
    return _opened(course, draft_path(lesson_key), lesson_key, title, f"{lesson_key}-quiz", "")


def start(session: Session, course: Course, lesson_key: str) -> OpenFile:
    """The file of a quiz that a lesson has not yet, at its place. Raises as `unwritten`."""
    title, position = _lesson(session, course, lesson_key)
    version = newest_version(session, course.id)
    if version is None:
        raise NotFound(_("The files of this course are not here; import them first."))
    path = _path(session, version, lesson_key, position)
    taken = session.scalars(sa.select(Quiz.key).where(Quiz.course_id == course.id)).all()
    return _opened(course, path, lesson_key, title, _key(lesson_key, taken), version.digest)


def _opened(course: Course, path: str, lesson_key: str, title: str, key: str, digest: str) -> OpenFile:
    text = f"id: {key}\n"
    return OpenFile(Place(course, path, title, lesson_key, title), QuizFile(text), text, digest)


def _lesson(session: Session, course: Course, lesson_key: str) -> tuple[str, int]:
    """Title and position of a lesson that has no quiz."""
    quiz = sa.select(Quiz.id).where(Quiz.lesson_id == Lesson.id, Quiz.retired_at.is_(None)).exists()
    lesson = session.execute(
        sa.select(Lesson.title, Lesson.position, quiz).where(
            Lesson.course_id == course.id, Lesson.key == lesson_key, Lesson.retired_at.is_(None)
        )
    ).one_or_none()
    if lesson is None:
        raise NotFound(_("There is no such lesson in this course. The course page lists those there are."))
    if lesson[2]:
        raise Conflict(_("This lesson has a quiz. Open it from the list of quizzes."))
    return lesson[0], lesson[1]


def _key(lesson_key: str, taken: Collection[str]) -> str:
    """An id for the quiz, made from that of its lesson."""
    stem = f"{lesson_key[: LONGEST_ID - 9]}-quiz"
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key


def _path(session: Session, version: CourseVersion, lesson_key: str, position: int) -> str:
    """The file of the lesson, with the ending of a quiz. Lessons come in the order of their files."""
    paths = sorted(hashes_of_version(session, version))
    lessons = [path for path in paths if path.startswith("modules/") and path.endswith(".md")]
    for path in [*lessons[position : position + 1], *lessons]:
        head = (file_of(session, version, path) or b"").decode("utf-8-sig", "replace").split("\n---", 1)[0]
        if f"id: {lesson_key}" in (line.split(" #")[0].rstrip() for line in head.splitlines()):
            quiz = path.removesuffix(".md") + QUIZ_ENDING
            if len(quiz) > LONGEST_PATH:
                raise Invalid(_("The path of this lesson's file is too long for a quiz beside it. Shorten it."))
            return quiz
    raise NotFound(_("The file of this lesson is not here. Import the course again."))


def quiz_at(session: Session, course: Course, path: str) -> int:
    """The quiz that is written in a file."""
    statement = sa.select(Quiz.id).where(Quiz.course_id == course.id, Quiz.path == path, Quiz.retired_at.is_(None))
    return session.scalars(statement).one()


def lessons_without_quiz(session: Session, course: Course) -> dict[str, str]:
    """The titles of the lessons that have no quiz, by their ids, in their order."""
    has_quiz = sa.exists().where(Quiz.lesson_id == Lesson.id, Quiz.retired_at.is_(None))
    statement = sa.select(Lesson.key, Lesson.title).where(Lesson.course_id == course.id, Lesson.retired_at.is_(None))
    return dict(session.execute(statement.where(~has_quiz).order_by(Lesson.position)).all())
