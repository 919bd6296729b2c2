"""Changing a quiz in the browser: the change is made in the text of its file, and the file is published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.quizzes import QuizToEdit
from courses.authoring.draft import ItemDraft, Problem
from courses.authoring.editing import compile_one_quiz, save_quiz
from courses.authoring.queries import file_of, newest_version
from courses.authoring.quiz_editor.blocks import QuizFile
from courses.shared.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True)
class OpenFile:
    """A quiz's file as it is now, and the digest of the course it belongs to."""

    quiz: QuizToEdit
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


def open_file(session: Session, quiz: QuizToEdit) -> OpenFile:
    """The newest file of a quiz. Raises Invalid when it is written so that the editor cannot change it."""
    version = newest_version(session, quiz.course.id)
    content = file_of(session, version, quiz.path) if version else None
    if version is None or content is None:
        raise NotFound(_("The file of this quiz is not here. Import the course again."))
    text = content.decode("utf-8-sig")
    file = QuizFile(text)
    if not file.is_editable:
        raise Invalid(
            _("The items of this quiz are written between brackets. Edit its file, with one dash for each item.")
        )
    return OpenFile(quiz, file, text, version.digest)


def require_base(opened: OpenFile, base: str) -> None:
    """Refuse a change made on another state of the file."""
    if base != opened.digest:
        raise Conflict(_("Someone changed this quiz meanwhile. Open it again and look at it before you change it."))


def save_text(session: Session, opened: OpenFile, text: str, *, author_id: int, now: datetime) -> None:
    """Publish the file with this text. Raises CourseRefused with everything that is wrong, Conflict when someone was faster."""
    quiz = opened.quiz
    content = text.encode()
    save_quiz(
        session,
        quiz.course,
        quiz.lesson_key,
        quiz.path,
        content,
        base=opened.course_digest,
        author_id=author_id,
        now=now,
    )


def change(
    session: Session, opened: OpenFile, base: str, edit: Callable[[QuizFile], str], *, author_id: int, now: datetime
) -> None:
    """Change a file that is still as its editor saw it."""
    require_base(opened, base)
    save_text(session, opened, edit(opened.file), author_id=author_id, now=now)


def tried(session: Session, opened: OpenFile, text: str, key: str) -> tuple[ItemDraft | None, Sequence[Problem]]:
    """The item as it would be if the file had this text, or everything that is wrong; nothing is written."""
    quiz = opened.quiz
    draft, problems = compile_one_quiz(session, quiz.course, quiz.lesson_key, quiz.path, text.encode())
    items = {item.key: item for item in draft.items} if draft else {}
    return items.get(key), problems
