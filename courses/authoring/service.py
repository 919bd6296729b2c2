"""Publishing a course: compile, plan, apply, in the one transaction of whoever calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from courses.authoring.applying import Writer, keep_files
from courses.authoring.compiler import compile_course, hashes_of
from courses.authoring.draft import CourseDraft, Problem
from courses.authoring.folders import read_folder
from courses.authoring.queries import RULES, find_course, newest_version, snapshot
from courses.authoring.rules.planning import Plan, plan
from courses.authoring.rules.records import Thing, name, records_of
from courses.authoring.snapshots import Snapshot
from courses.catalogue.search import index_course
from courses.progress.service import credit, rederive
from courses.quizzes import following
from courses.shared.errors import Invalid
from models.catalogue import Course


class CourseRefused(Invalid):
    """Files that are no course; `problems` says everything that is wrong."""

    title = "This course has problems"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Published:
    """The course as it is now, and what was done for that; `reworded` are the ids of questions that say something else than before."""

    course: Course
    plan: Plan
    reworded: tuple[str, ...] = ()


def import_folder(session: Session, folder: Path, *, author_id: int | None, now: datetime) -> Course:
    """Publish the course that lies in a folder. Raises CourseRefused, and changes nothing, when anything is wrong."""
    return publish(session, read_folder(folder), author_id=author_id, now=now).course


def publish(session: Session, files: Mapping[str, bytes], *, author_id: int | None, now: datetime) -> Published:
    """Publish the course that the files are; what is there already and the same is left alone."""
    draft, problems = compile_course(files)
    if draft is None:
        raise CourseRefused(problems)
    return publish_draft(session, draft, author_id=author_id, now=now)


def publish_draft(session: Session, draft: CourseDraft, *, author_id: int | None, now: datetime) -> Published:
    """Bring the database to what a compiled course says."""
    session.flush()
    course = find_course(session, draft.key, lock=True)
    found = snapshot(session, course)
    planned = plan(records_of(draft), found.records)
    if course is not None and planned.is_empty:
        return Published(course, planned)
    if course is None:
        course = Course(slug=draft.key, created_at=now)
    write_course(session, course, planned, now)
    Writer(session, planned, found, {item.key: item for item in draft.items}, now).run(course)
    _keep_version(session, course, draft, author_id, now)
    settle(session, planned, found, course.id, now=now)
    index_course(session, course)
    return Published(course, planned, _reworded(planned, found))


def _reworded(planned: Plan, found: Snapshot) -> tuple[str, ...]:
    """The ids of the questions that were there and have got a new version."""
    questions = planned.of(Thing.ITEM, (*planned.changed, *planned.returned))
    return tuple(each[1] for each in questions if found.versions[each[1]][2] != planned.wanted[each]["digest"])


def write_course(session: Session, course: Course, planned: Plan, now: datetime) -> None:
    """Write the row of the course itself."""
    for column, value in planned.wanted[name(Thing.COURSE, course.slug)].items():
        setattr(course, column, value)
    course.changed_at = now
    course.retired_at = None
    session.add(course)
    session.flush()


def _keep_version(session: Session, course: Course, draft: CourseDraft, author_id: int | None, now: datetime) -> None:
    """A new version of the files, unless only the program that compiles them has changed."""
    newest = newest_version(session, course.id)
    if newest is None or newest.digest != draft.digest:
        hashes = hashes_of(draft.files)
        contents = {sha256: draft.files[path] for path, sha256 in hashes.items()}
        keep_files(session, course.id, hashes, contents, author_id=author_id, now=now)


def settle(session: Session, planned: Plan, found: Snapshot, course_id: int, *, now: datetime) -> None:
    """Bring what learners have done to what a plan that was carried out asks for; what takes long is left to the worker."""
    session.flush()
    session.expire_all()
    rederive(session, _lessons_with_other_rules(planned, found))
    credit(session, _lessons_with_other_quizzes(planned, found))
    came_or_went = planned.of(Thing.QUIZ, (*planned.added, *planned.returned, *planned.retired))
    changed = _quizzes_with_other_settings(planned, found)
    following.note(session, course_id, changed=changed, came_or_went=bool(came_or_went), now=now)


def _quizzes_with_other_settings(planned: Plan, found: Snapshot) -> list[int]:
    """The quizzes that are taken or graded otherwise than before."""
    return [
        found.ids[each]
        for each in planned.of(Thing.QUIZ, (*planned.changed, *planned.returned))
        if found.records[each].values["settings"] != planned.wanted[each]["settings"]
    ]


def _lessons_with_other_quizzes(planned: Plan, found: Snapshot) -> list[int]:
    """The lessons whose quiz comes from elsewhere, or is passed with other marks than before."""
    return [
        found.ids[name(Thing.LESSON, planned.wanted[each]["lesson"])]
        for each in planned.of(Thing.QUIZ, (*planned.changed, *planned.returned))
        if any(found.records[each].values[key] != planned.wanted[each][key] for key in ("lesson", "pass_fraction"))
    ]


def _lessons_with_other_rules(planned: Plan, found: Snapshot) -> list[int]:
    """The lessons that are now completed by something else than before."""
    return [
        found.ids[each]
        for each in planned.of(Thing.LESSON, (*planned.changed, *planned.returned))
        if any(found.records[each].values[rule] != planned.wanted[each][rule] for rule in RULES)
    ]
