"""Changing a file of questions in the browser: the change is made in its text, and the file is published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.quizzes import QuizToEdit
from courses.authoring.draft import ItemDraft, Problem
from courses.authoring.editing import compile_one_bank_file, compile_one_quiz, save_bank, save_quiz
from courses.authoring.quiz_editor.blocks import QuizFile
from courses.authoring.service import CourseRefused
from courses.shared.errors import Conflict, Invalid, NotFound
from models.authoring import Blob, CourseFile, CourseVersion
from models.catalogue import Course


@dataclass(frozen=True)
class Place:
    """Where questions are written: the quiz of `lesson` (its id), or a file of the bank, which belongs to no lesson.

    `quiz_id`: the quiz, None in the bank and before there is one.
    """

    course: Course
    path: str
    title: str
    lesson: str | None = None
    lesson_title: str = ""
    quiz_id: int | None = None


@dataclass(frozen=True)
class OpenFile:
    """A file of questions as it is now, and the digest of the course it belongs to."""

    place: Place
    file: QuizFile
    text: str
    course_digest: str

    @property
    def digest(self) -> str:
        """What changes with every change of the file."""
        return digest_of(self.text)


def digest_of(text: str) -> str:
    """A short name for a text; that of another text differs."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def place_of(quiz: QuizToEdit) -> Place:
    """The place that a quiz is."""
    return Place(quiz.course, quiz.path, quiz.title, quiz.lesson_key, quiz.lesson_title, quiz.id)


def open_file(session: Session, place: Place) -> OpenFile:
    """The newest file of a place, in one statement. Raises Invalid when it is written so that the editor cannot change it."""
    found = session.execute(
        sa.select(CourseVersion.digest, Blob.content)
        .outerjoin(CourseFile, sa.and_(CourseFile.version_id == CourseVersion.id, CourseFile.path == place.path))
        .outerjoin(Blob, Blob.sha256 == CourseFile.sha256)
        .where(CourseVersion.course_id == place.course.id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
    ).one_or_none()
    if found is None or found.content is None:
        raise NotFound(_("The file of these questions is not here. Import the course again."))
    text = found.content.decode("utf-8-sig")
    file = QuizFile(text)
    if not file.is_editable:
        raise Invalid(
            _("The items of this quiz are written between brackets. Edit its file, with one dash for each item.")
        )
    return OpenFile(place, file, text, found.digest)


def require_base(opened: OpenFile, base: str) -> None:
    """Refuse a change made on another state of the file."""
    if base != opened.digest:
        raise Conflict(_("Someone changed this quiz meanwhile. Open it again and look at it before you change it."))


def save_text(session: Session, opened: OpenFile, text: str, *, author_id: int, now: datetime) -> None:
    """Publish the file with this text. Raises CourseRefused with everything that is wrong, Conflict when someone was faster."""
    place, content, base = opened.place, text.encode(), opened.course_digest
    if place.lesson is None:
        save_bank(session, place.course, place.path, content, base=base, author_id=author_id, now=now)
    else:
        save_quiz(session, place.course, place.lesson, place.path, content, base=base, author_id=author_id, now=now)


def change(
    session: Session, opened: OpenFile, base: str, edit: Callable[[QuizFile], str], *, author_id: int, now: datetime
) -> str:
    """Change a file that is still as its editor saw it; its new text. Raises Invalid with the first thing that would be wrong."""
    require_base(opened, base)
    text = edit(opened.file)
    try:
        save_text(session, opened, text, author_id=author_id, now=now)
    except CourseRefused as refused:
        raise Invalid(refused.problems[0].message) from refused
    return text


def tried(session: Session, opened: OpenFile, text: str, key: str) -> tuple[ItemDraft | None, Sequence[Problem]]:
    """The question as it would be if the file had this text, or everything that is wrong; nothing is written."""
    place, content = opened.place, text.encode()
    if place.lesson is None:
        category, problems = compile_one_bank_file(session, place.course, place.path, content)
        found = category.items if category else ()
    else:
        quiz, problems = compile_one_quiz(session, place.course, place.lesson, place.path, content)
        found = quiz.items if quiz else ()
    return next((item for item in found if item.key == key), None), problems
