"""Saving one file of a published course from the browser: a quiz alone where that is enough, else the whole course anew."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.applying import Writer, keep_files
from courses.authoring.compiler import compile_quiz, digest_of_hashes
from courses.authoring.draft import Problem, QuizDraft
from courses.authoring.known import items_elsewhere, known_of
from courses.authoring.queries import Snapshot, files_of, find_course, hashes_of_version, newest_version, snapshot
from courses.authoring.rules.planning import plan
from courses.authoring.rules.records import Records, Thing, name, quiz_records
from courses.shared.errors import Conflict, NotFound
from models.authoring import CourseVersion
from models.catalogue import Course


def compile_one_quiz(
    session: Session, course: Course, lesson: str, path: str, content: bytes
) -> tuple[QuizDraft | None, list[Problem]]:
    """The quiz of a lesson as it would be, or all its problems; nothing is written. For previews, too."""
    taken = items_elsewhere(session, course, path)
    return compile_quiz(path, content, known_of(session, course), lesson=lesson, taken=taken)


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
    version = _version_to_change(session, course, base)
    found = snapshot(session, course)
    old = _quiz_at(found, path)
    if old is None:
        return save_file(session, course, path, content, base=base, author_id=author_id, now=now)
    draft, problems = compile_one_quiz(session, course, lesson, path, content)
    if draft is None:
        raise service.CourseRefused(problems)
    hashes = hashes_of_version(session, version) | {path: hashlib.sha256(content).hexdigest()}
    planned = plan(_with_quiz(found, old, draft, lesson, course.slug, digest_of_hashes(hashes)), found.records)
    if planned.is_empty:
        return service.Published(course, planned)
    service.write_course(session, course, planned, now)
    Writer(session, planned, found, {item.key: item for item in draft.items}, now).run(course)
    keep_files(session, course.id, hashes, {hashes[path]: content}, author_id=author_id, now=now)
    service.settle(session, planned, found)
    return service.Published(course, planned)


def save_file(
    session: Session, course: Course, path: str, content: bytes, *, base: str, author_id: int | None, now: datetime
) -> service.Published:
    """Publish the course with one file changed or added; compiles all of it. Raises as `save_quiz`."""
    version = _version_to_change(session, course, base)
    return service.publish(session, {**files_of(session, version), path: content}, author_id=author_id, now=now)


def _version_to_change(session: Session, course: Course, base: str) -> CourseVersion:
    find_course(session, course.slug, lock=True)
    version = newest_version(session, course.id)
    if version is None:
        raise NotFound(_("The files of this course are not here; import them first."))
    if version.digest != base:
        raise Conflict(
            _(
                "Someone changed this course at %(time)s UTC. Open it again and compare before saving.",
                time=f"{version.created_at:%H:%M}",
            )
        )
    return version


def _quiz_at(found: Snapshot, path: str) -> str | None:
    """The id of the quiz that is written in this file."""
    for (thing, key, _part), record in found.records.items():
        if thing is Thing.QUIZ and not record.is_retired and record.values["path"] == path:
            return key
    return None


def _with_quiz(found: Snapshot, old: str, draft: QuizDraft, lesson: str, slug: str, digest: str) -> Records:
    """What the database holds, with the new quiz in the place of the old one."""
    kept = {each: record.values for each, record in found.records.items() if not record.is_retired}
    gone = kept.pop(name(Thing.QUIZ, old))
    for key, _digest, _marks in gone["items"]:
        kept.pop(name(Thing.ITEM, key), None)
    course = name(Thing.COURSE, slug)
    return {**kept, **dict(quiz_records(draft, lesson)), course: {**kept[course], "digest": digest}}
