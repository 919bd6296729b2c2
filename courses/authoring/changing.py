"""One change to some files of a published course: what it concerns is read, compared and written, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.applying import Writer, keep_files
from courses.authoring.compiler import digest_of_hashes
from courses.authoring.draft import ItemDraft
from courses.authoring.queries import course_record, find_course, hashes_of_version, newest_version
from courses.authoring.questions import QuestionReader, portions
from courses.authoring.rules.planning import plan
from courses.authoring.rules.records import Records, Thing, name
from courses.authoring.snapshots import Snapshot
from courses.shared.errors import Conflict, NotFound
from models.authoring import CourseVersion
from models.catalogue import Course, Lesson, Passage
from models.items import Item, QuizItem


class Change:
    """A change that someone makes to the newest files of a course; until it is written, others wait.

    `base` is the digest of the course that it was made on, None for one that fits any. Raises Conflict when someone has saved since.
    """

    def __init__(
        self, session: Session, course: Course, *, base: str | None, author_id: int | None, now: datetime
    ) -> None:
        self.session = session
        self.course = course
        self.author_id = author_id
        self.now = now
        self.version = _version_to_change(session, course, base)
        self.found = Snapshot()

    def read(self, quiz_ids: Collection[int], item_ids: Collection[int], keys: Collection[str]) -> Snapshot:
        """What the database holds of these quizzes with their questions, of these questions, and of those with these ids in the files."""
        found = self.found
        course_record(self.session, self.course.id, found)
        lessons = sa.select(Lesson.id, Lesson.key).where(Lesson.course_id == self.course.id)
        lesson_keys = dict(self.session.execute(lessons).all())
        found.ids.update((name(Thing.LESSON, key), row_id) for row_id, key in lesson_keys.items())
        questions = QuestionReader(self.session, self.course.id, found)
        questions.categories()
        questions.items(self._rows_of_items(quiz_ids, item_ids, keys))
        questions.quizzes(lesson_keys, only=quiz_ids)
        return found

    def _rows_of_items(self, quiz_ids: Collection[int], item_ids: Collection[int], keys: Collection[str]) -> set[int]:
        rows = set(item_ids)
        for some in portions(quiz_ids):
            rows.update(self.session.scalars(sa.select(QuizItem.item_id).where(QuizItem.quiz_id.in_(some))))
        for some in portions(keys):
            mine = sa.select(Item.id).where(Item.course_id == self.course.id, Item.key.in_(some))
            rows.update(self.session.scalars(mine))
        return rows

    def write(self, wanted: Records, items: Iterable[ItemDraft], contents: Mapping[str, bytes]) -> service.Published:
        """Bring the rows that were read to `wanted`, and keep the changed files as a new version."""
        drafts = {item.key: item for item in items}
        self._find_passages(drafts.values())
        fresh = {path: sha256(content).hexdigest() for path, content in contents.items()}
        hashes = hashes_of_version(self.session, self.version) | fresh
        course = name(Thing.COURSE, self.course.slug)
        about = {**self.found.records[course].values, "digest": digest_of_hashes(hashes)}
        planned = plan({**wanted, course: about}, self.found.records)
        if planned.is_empty:
            return service.Published(self.course, planned)
        service.write_course(self.session, self.course, planned, self.now)
        Writer(self.session, planned, self.found, drafts, self.now).run(self.course)
        blobs = {fresh[path]: content for path, content in contents.items()}
        keep_files(self.session, self.course.id, hashes, blobs, author_id=self.author_id, now=self.now)
        service.settle(self.session, planned, self.found, self.course.id, now=self.now)
        return service.Published(self.course, planned)

    def _find_passages(self, items: Iterable[ItemDraft]) -> None:
        """The rows of the passages that prove answers, or options wrong."""
        wanted: dict[str, set[str]] = {}
        for item in items:
            for lesson, anchor in (
                *item.evidence,
                *(each for proof in item.option_evidence.values() for each in proof),
            ):
                wanted.setdefault(lesson, set()).add(anchor)
        for lesson, anchors in wanted.items():
            lesson_id = self.found.ids[name(Thing.LESSON, lesson)]
            rows = sa.select(Passage.key, Passage.id).where(Passage.lesson_id == lesson_id)
            for some in portions(anchors):
                for anchor, row_id in self.session.execute(rows.where(Passage.key.in_(some))):
                    self.found.ids[name(Thing.PASSAGE, lesson, anchor)] = row_id


def _version_to_change(session: Session, course: Course, base: str | None) -> CourseVersion:
    find_course(session, course.slug, lock=True)
    version = newest_version(session, course.id)
    if version is None:
        raise NotFound(_("The files of this course are not here; import them first."))
    if base is not None and version.digest != base:
        raise Conflict(
            _(
                "Someone changed this course at %(time)s UTC. Open it again and compare before saving.",
                time=f"{version.created_at:%H:%M}",
            )
        )
    return version
