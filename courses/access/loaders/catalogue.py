"""Courses and what stands in them, for reading, joining, editing and appointing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, undefer

from courses.access.rules.roles import Permission, Role, may
from courses.access.viewer import Viewer
from courses.shared.errors import Forbidden, NotFound
from courses.shared.pictures import TYPES
from models.authoring import Blob, CourseFile, CourseVersion
from models.catalogue import Appointment, Course, Enrolment, Entry, Proposal, SourceDocument, Term
from models.enums import CourseRole


def site_roles(viewer: Viewer) -> frozenset[Role]:
    """What the viewer is to the whole site."""
    if not viewer.is_member:
        return frozenset({Role.GUEST if viewer.is_guest else Role.VISITOR})
    return frozenset({Role.MEMBER, Role.ADMINISTRATOR} if viewer.is_administrator else {Role.MEMBER})


def course_roles(viewer: Viewer, *, joined: bool, role: CourseRole | None) -> frozenset[Role]:
    """What the viewer is to one course."""
    roles = set(site_roles(viewer))
    if joined and viewer.is_member:
        roles.add(Role.LEARNER)
    if role is CourseRole.INSTRUCTOR:
        roles.add(Role.INSTRUCTOR)
    return frozenset(roles)


def _course_statement(viewer: Viewer) -> sa.Select[*tuple[Any, ...]]:
    """A course with what the viewer is to it, in one statement."""
    return (
        sa.select(Course, Enrolment, Appointment.role)
        .outerjoin(Enrolment, sa.and_(Enrolment.course_id == Course.id, Enrolment.user_id == viewer.id))
        .outerjoin(Appointment, sa.and_(Appointment.course_id == Course.id, Appointment.user_id == viewer.id))
        .where(Course.retired_at.is_(None))
    )


def _course(
    session: Session, viewer: Viewer, condition: sa.ColumnElement[bool], permission: Permission
) -> tuple[Course, frozenset[Role]]:
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


def course_to_found_group(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course the viewer may found a study group for."""
    return course_with_roles(session, viewer, slug, Permission.FOUND_GROUP)[0]


def course_to_edit(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course whose quizzes the viewer may write."""
    return course_with_roles(session, viewer, slug, Permission.EDIT_COURSE)[0]


def course_to_staff(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course to which the viewer may appoint instructors."""
    return course_with_roles(session, viewer, slug, Permission.APPOINT)[0]


def course_to_decide(session: Session, viewer: Viewer, slug: str) -> Course:
    """A course whose proposals the viewer may accept or decline."""
    return course_with_roles(session, viewer, slug, Permission.DECIDE_PROPOSAL)[0]


def source_to_read(
    session: Session, viewer: Viewer, slug: str, key: str, *, with_text: bool
) -> tuple[SourceDocument, Course]:
    """A source document and its course, in one statement."""
    statement = (
        sa.select(SourceDocument, Course)
        .join(Course, Course.id == SourceDocument.course_id)
        .where(Course.slug == slug, SourceDocument.key == key)
        .where(Course.retired_at.is_(None), SourceDocument.retired_at.is_(None))
    )
    if with_text:
        statement = statement.options(undefer(SourceDocument.text))
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(_("There is no such document. The course page lists its sources."))
    return row[0], row[1]


def source_bytes(session: Session, viewer: Viewer, slug: str, key: str) -> tuple[SourceDocument, bytes]:
    """A source document with its bytes as they were handed in."""
    source, _course_of_it = source_to_read(session, viewer, slug, key, with_text=False)
    content = session.scalar(sa.select(Blob.content).where(Blob.sha256 == source.sha256))
    if content is None:
        raise NotFound(_("The bytes of this document are not kept here. Read it line by line instead."))
    return source, content


def picture_to_see(session: Session, viewer: Viewer, slug: str, sha256: str, ending: str) -> bytes:
    """A picture of a course anyone may read, as it stands in any version of its files: answers remember old questions."""
    if ending not in TYPES:
        raise NotFound(_("There is no such picture in this course."))
    content = session.scalar(
        sa.select(Blob.content)
        .join(CourseFile, CourseFile.sha256 == Blob.sha256)
        .join(CourseVersion, CourseVersion.id == CourseFile.version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .where(Course.slug == slug, Course.retired_at.is_(None), Blob.sha256 == sha256)
        .where(CourseFile.path.like(f"pictures/%.{ending}"))
        .limit(1)
    )
    if content is None:
        raise NotFound(_("There is no such picture in this course."))
    return content


def term_to_read(session: Session, viewer: Viewer, slug: str, key: str) -> tuple[Term, Course]:
    """A term of the glossary and its course, in one statement."""
    row = session.execute(
        sa.select(Term, Course)
        .join(Course, Course.id == Term.course_id)
        .where(Course.slug == slug, Term.key == key, Course.retired_at.is_(None), Term.retired_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound(_("There is no such term. The glossary lists those there are."))
    return row[0], row[1]


@dataclass(frozen=True)
class EntryToRead:
    """An entry of a list, with the document it stands in and what the viewer is to its course."""

    entry: Entry
    source: SourceDocument
    course: Course
    roles: frozenset[Role]


def entry_to_read(
    session: Session, viewer: Viewer, slug: str, source: str, line: int, permission: Permission = Permission.READ_COURSE
) -> EntryToRead:
    """The entry of a list that begins on this line of a source (its key in either case), in one statement."""
    row = session.execute(
        _course_statement(viewer)
        .add_columns(Entry, SourceDocument)
        .join(SourceDocument, SourceDocument.course_id == Course.id)
        .join(Entry, Entry.source_id == SourceDocument.id)
        .where(Course.slug == slug, SourceDocument.key == source.upper(), Entry.line_from == line)
        .where(Entry.retired_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound(_("There is no such entry. The topic index and the bibliography list those there are."))
    course, enrolment, role, entry, document = row
    roles = course_roles(viewer, joined=enrolment is not None, role=role)
    if not may(roles, permission):
        raise Forbidden(_("Sign in to propose a reading."))
    return EntryToRead(entry, document, course, roles)


def entry_to_propose(session: Session, viewer: Viewer, slug: str, source: str, line: int) -> EntryToRead:
    """An entry for which the viewer may propose a reading."""
    return entry_to_read(session, viewer, slug, source, line, Permission.PROPOSE_READING)


def proposal_to_decide(session: Session, viewer: Viewer, slug: str, proposal_id: int) -> Proposal:
    """A reading proposed in a course whose proposals the viewer may decide, locked until the decision is kept."""
    course = course_to_decide(session, viewer, slug)
    proposal = session.scalar(
        sa.select(Proposal)
        .join(Entry, Entry.id == Proposal.entry_id)
        .where(Entry.course_id == course.id, Proposal.id == proposal_id)
        .with_for_update(of=Proposal)
    )
    if proposal is None:
        raise NotFound(_("There is no such proposal. The list of proposals shows what is open."))
    return proposal
