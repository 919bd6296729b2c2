"""Repairs of marks already given: to see and to take back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.catalogue import course_roles
from courses.access.rules.roles import Permission, may
from courses.access.viewer import NOBODY, Viewer
from courses.shared.errors import Forbidden, NotFound
from models.catalogue import Appointment, Course, Enrolment
from models.items import Item
from models.quizzes import Repair


def repair_to_see(session: Session, viewer: Viewer, repair_id: int) -> tuple[Repair, Course]:
    """A repair in a course whose quizzes the viewer may write, and the course. Raises NotFound or Forbidden."""
    viewer_id = viewer.id or NOBODY
    columns: tuple[Any, ...] = (Repair, Course, Enrolment.joined_at, Appointment.role)
    row = session.execute(
        sa.select(*columns)
        .join(Item, Item.id == Repair.item_id)
        .join(Course, Course.id == Item.course_id)
        .outerjoin(Enrolment, sa.and_(Enrolment.course_id == Course.id, Enrolment.user_id == viewer_id))
        .outerjoin(Appointment, sa.and_(Appointment.course_id == Course.id, Appointment.user_id == viewer_id))
        .where(Repair.id == repair_id, Course.retired_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound(_("There is no such repair. The results of a quiz lead to the repairs of its questions."))
    repair, course, joined_at, role = row
    if not may(course_roles(viewer, joined=joined_at is not None, role=role), Permission.EDIT_COURSE):
        raise Forbidden(_("This is for the instructors of the course. Ask the administrator if you should be one."))
    return repair, course


def repair_to_undo(session: Session, viewer: Viewer, repair_id: int) -> Repair:
    """A repair that the viewer may take back, held until that is noted. Raises NotFound or Forbidden."""
    repair, _course = repair_to_see(session, viewer, repair_id)
    session.refresh(repair, with_for_update=True)
    return repair
