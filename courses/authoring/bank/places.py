"""Files of the bank as places to write questions in: those there are, and one that begins with its first question."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.bank import CategoryToEdit
from courses.authoring.adding import slug_of
from courses.authoring.queries import newest_version
from courses.authoring.quiz_editor.blocks import QuizFile
from courses.authoring.quiz_editor.dumping import dumped
from courses.authoring.quiz_editor.service import OpenFile, Place, open_file
from courses.shared.errors import Invalid, NotFound
from models.catalogue import Course
from models.items import Category

LONGEST_TITLE = 300


def opened_category(session: Session, category: CategoryToEdit) -> OpenFile:
    """The newest file of a category."""
    return open_file(session, place_in_bank(category))


def place_in_bank(category: CategoryToEdit) -> Place:
    """The place that a category is."""
    return Place(category.course, category.path, category.title)


def category_titled(session: Session, course: Course, title: str) -> OpenFile:
    """The file of the bank with this title, the last if there are several; one that is nowhere yet if there is none. Raises Invalid."""
    title = " ".join(title.split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Invalid(_("Give the category a name of at most %(most)s characters.", most=LONGEST_TITLE))
    columns: tuple[Any, ...] = (Category.key, Category.path, Category.title, Category.retired_at)
    rows = session.execute(sa.select(*columns).where(Category.course_id == course.id).order_by(Category.id)).all()
    there = [row for row in rows if row.title == title and row.retired_at is None]
    if there:
        return open_file(session, Place(course, there[-1].path, title))
    version = newest_version(session, course.id)
    if version is None:
        raise NotFound(_("The files of this course are not here; import them first."))
    key = _free(title, {row.key for row in rows}, {row.path for row in rows})
    text = "\n".join([*dumped({"id": key, "title": title}), ""])
    return OpenFile(Place(course, _path(key), title), QuizFile(text), text, version.digest)


def _path(key: str) -> str:
    return f"bank/{key}.yaml"


def _free(title: str, keys: set[str], paths: set[str]) -> str:
    """An id made of the title, with which no file of the bank was ever known."""
    base = slug_of(title) or "bank"
    key, number = base, 1
    while key in keys or _path(key) in paths:
        number += 1
        key = f"{base}-{number}"
    return key
