"""Courses and what stands in them, for reading, joining, editing and appointing."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, undefer

from courses.access.rules.roles import Permission, Role, may
from courses.access.viewer import Viewer
from courses.shared.errors import Forbidden, NotFound
from models.catalogue import Appointment, Course, Enrolment, Lesson, Module
from models.enums import CourseRole


def site_roles(viewer: Viewer) -> frozenset[Role]:
    """What the viewer is to the whole site."""
    if not viewer.is_member:
        return frozenset({Role.GUEST if viewer.is_guest else Role.VISITOR})
    return frozenset({Role.MEMBER, Role.ADMINISTRATOR} if viewer.is_administrator else {Role.MEMBER})


def require_site(viewer: Viewer, permission: Permission) -> None:
    """Refuse whoever may not do this anywhere on the site; to them the page does not exist."""
    if not may(site_roles(viewer), permission):
        raise NotFound(_("There is nothing at this address."))


def course_roles(viewer: Viewer, *, joined: bool, role: CourseRole | None) -> frozenset[Role]:
    """What the viewer is to one course."""
    roles = set(site_roles(viewer))
    if joined and viewer.is_member:
        roles.add(Role.LEARNER)
    if role is CourseRole.INSTRUCTOR:
        roles.add(Role.INSTRUCTOR)
    return frozenset(roles)


def _course_statement(viewer: Viewer) -> sa.Select[tuple[Course, Enrolment | None, CourseRole | None]]:
    """A course with what the viewer is to it, in one statement."""
    return (
        sa.select(Course, Enrolment, Appointment.role)
        .outerjoin(Enrolment, sa.and_(Enrolment.course_id == Course.id, Enrolment.user_id == viewer.id))
        .outerjoin(Appointment, sa.and_(Appointment.course_id == Course.id, Appointment.user_id == viewer.id))
        .where(Course.retired_at.is_(None))
    )


def _course(session: Session, viewer: Viewer, condition: sa.ColumnElement[bool], permission: Permission) -> tuple[Course, frozenset[Role]]:
    row = session.execute(_course_statement(viewer).where(condition)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such course. The list of courses shows what there is."))
    course, enrolment, role = row
    roles = course_roles(viewer, joined=enrolment is not None, role=role)
    if not may(roles, permission):
        raise Forbidden(_("This is for the instructors of the course. Ask the administrator if you should be one."))
    return course, roles


def course_with_roles(
    session: Session, viewer: Viewer, slug: str, permission: Permission = Permission.READ_COURSE
) -> tuple[Course, frozenset[Role]]:
    """The course at `slug` and what the viewer is to it. Raises NotFound or Forbidden."""
    return _course(session, viewer, Course.slug == slug, permission)


def course_to_read(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course anyone may read."""
    return course_with_roles(session, viewer, slug)[0]


def course_to_join(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course the viewer may join."""
    return course_with_roles(session, viewer, slug, Permission.JOIN_COURSE)[0]


def course_to_edit(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course whose quizzes the viewer may write."""
    return course_with_roles(session, viewer, slug, Permission.EDIT_COURSE)[0]


def course_to_staff(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course to which the viewer may appoint instructors."""
    return course_with_roles(session, viewer, slug, Permission.APPOINT)[0]


def lesson_to_read(session: Session, viewer: Viewer, slug: str, key: str, *, with_text: bool = False) -> tuple[Lesson, Module, Course, frozenset[Role]]:
    """A lesson with its module and course, in one statement. Whether it is open is decided by `rules.unlocking`."""
    statement = (
        _course_statement(viewer)
        .add_columns(Lesson, Module)
        .join(Lesson, Lesson.course_id == Course.id)
        .join(Module, Module.id == Lesson.module_id)
        .where(Course.slug == slug, Lesson.key == key, Lesson.retired_at.is_(None))
    )
    if with_text:
        statement = statement.options(undefer(Lesson.html), undefer(Lesson.aside))
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(_("There is no such lesson. It may have been taken out; the course page shows those there are."))
    course, enrolment, role, lesson, module = row
    return lesson, module, course, course_roles(viewer, joined=enrolment is not None, role=role)
