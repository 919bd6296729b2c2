"""The bank of a course: its files, its questions, and what someone has uploaded for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.catalogue import course_roles, course_to_edit
from courses.access.rules.roles import Permission, may
from courses.access.viewer import NOBODY, Viewer
from courses.shared.errors import Forbidden, NotFound
from models.authoring import Upload
from models.catalogue import Appointment, Course, Enrolment
from models.items import Category, Item


@dataclass(frozen=True, slots=True)
class CategoryToEdit:
    """A file of the bank of a course that the viewer may edit."""

    course: Course
    key: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class BankItemToEdit:
    """A question of the bank, with the file it is written in."""

    id: int
    key: str
    category: CategoryToEdit


def upload_to_see(
    session: Session, viewer: Viewer, slug: str, upload_id: int, *, lock: bool = False
) -> tuple[Course, Upload]:
    """A file that the viewer has uploaded; to everybody else it does not exist. Raises NotFound or Forbidden."""
    course = course_to_edit(session, viewer, slug)
    statement = sa.select(Upload).where(
        Upload.id == upload_id, Upload.course_id == course.id, Upload.user_id == viewer.id
    )
    upload = session.scalar(statement.with_for_update() if lock else statement)
    if upload is None:
        raise NotFound(
            _("There is no such file of yours. It may have been taken in, or been there for a day: upload it again.")
        )
    return course, upload


def bank_item_to_edit(session: Session, viewer: Viewer, slug: str, key: str) -> BankItemToEdit:
    """A question of the bank, in one statement. Raises NotFound or Forbidden."""
    columns: tuple[Any, ...] = (Course, Item.id, Category.key, Category.path, Category.title)
    viewer_id = viewer.id or NOBODY
    row = session.execute(
        sa.select(*columns, Enrolment.joined_at, Appointment.role)
        .join(Item, Item.course_id == Course.id)
        .join(Category, Category.id == Item.category_id)
        .outerjoin(Enrolment, sa.and_(Enrolment.course_id == Course.id, Enrolment.user_id == viewer_id))
        .outerjoin(Appointment, sa.and_(Appointment.course_id == Course.id, Appointment.user_id == viewer_id))
        .where(Course.slug == slug, Course.retired_at.is_(None), Item.key == key, Item.retired_at.is_(None))
    ).one_or_none()
    if row is None:
        # Who may not edit the course learns nothing of what is in its bank.
        course_to_edit(session, viewer, slug)
        raise NotFound(_("There is no such question in the bank of this course. It may have been taken out."))
    course, item_id, *category, joined_at, role = row
    if not may(course_roles(viewer, joined=joined_at is not None, role=role), Permission.EDIT_COURSE):
        raise Forbidden(_("This is for the instructors of the course. Ask the administrator if you should be one."))
    return BankItemToEdit(item_id, key, CategoryToEdit(course, *category))
