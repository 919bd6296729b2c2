"""Carrying out a plan: rows in, rows changed, rows retired, in bulk and in the order of what refers to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.compiler import digest_of_hashes
from courses.authoring.draft import ItemDraft
from courses.authoring.queries import newest_version
from courses.authoring.rules.planning import Plan
from courses.authoring.rules.records import Name, Thing, Values, name
from courses.authoring.snapshots import Snapshot
from models.authoring import Blob, CourseFile, CourseVersion
from models.catalogue import (
    Course,
    Entry,
    EntryLesson,
    Lesson,
    LessonPrerequisite,
    Module,
    Passage,
    SourceDocument,
    Term,
    TermUse,
)
from models.folding import folded
from models.items import Category, Evidence, Item, ItemTag, ItemVersion, OptionEvidence, Quiz, QuizItem, QuizPool

MODELS: dict[Thing, Any] = {
    Thing.SOURCE: SourceDocument,
    Thing.ENTRY: Entry,
    Thing.TERM: Term,
    Thing.MODULE: Module,
    Thing.LESSON: Lesson,
    Thing.PASSAGE: Passage,
    Thing.CATEGORY: Category,
    Thing.ITEM: Item,
    Thing.QUIZ: Quiz,
}
# What a record holds beside the columns of its own row.
LINKS = {"requires", "entries", "terms", "items", "pools", "tags"}
REFERENCES = {"source": Thing.SOURCE, "module": Thing.MODULE, "lesson": Thing.LESSON, "category": Thing.CATEGORY}
AT_ONCE = 500


class Writer:
    """Carries out one plan for one course."""

    def __init__(
        self, session: Session, plan: Plan, found: Snapshot, items: Mapping[str, ItemDraft], now: datetime
    ) -> None:
        self.session = session
        self.plan = plan
        self.found = found
        self.items = items
        self.now = now
        self.course_id = 0
        self.version_ids: dict[str, int] = {key: row_id for key, (_, row_id, _) in found.versions.items()}

    def run(self, course: Course) -> None:
        """Write every row but those of the course itself and its files."""
        self.course_id = course.id
        for thing in MODELS:
            self._insert(thing)
            self._update(thing)
            self._retire(thing)
        self._lesson_links()
        self._term_uses()
        self._tags()
        self._versions()
        self._quiz_items()

    def _id(self, thing: Thing, key: str, part: str = "") -> int:
        return self.found.ids[name(thing, key, part)]

    def _columns(self, each: Name) -> dict[str, Any]:
        """The row of a record."""
        thing, key, part = each
        row = {column: value for column, value in self.plan.wanted[each].items() if column not in LINKS}
        if thing is Thing.PASSAGE:
            row |= {"lesson_id": self._id(Thing.LESSON, key), "key": part}
        else:
            row |= {"course_id": self.course_id, **({} if thing is Thing.ENTRY else {"key": key})}
        if thing is Thing.ITEM:
            row["newest"] = self._number(key, row.pop("digest"))
        if thing is Thing.CATEGORY:
            row["folded_title"] = folded(row["title"])
        return {**self._referring(row), "retired_at": None}

    def _referring(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with the numbers of the rows it refers to, in the place of their ids in the files."""
        for column in REFERENCES.keys() & row.keys():
            value = row.pop(column)
            row[f"{column}_id"] = None if value is None else self._id(REFERENCES[column], value)
        return row

    def _number(self, key: str, digest: str) -> int:
        """The number of an item's newest version: one more than before when it says something else."""
        number, _row_id, before = self.found.versions.get(key, (0, 0, ""))
        return number + (before != digest)

    def _insert(self, thing: Thing) -> None:
        names = self.plan.of(thing, self.plan.added)
        if not names:
            return
        ids = self._insert_rows(MODELS[thing], [self._columns(each) for each in names])
        self.found.ids.update(zip(names, ids, strict=True))

    def _insert_rows(self, model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Insert rows and return their ids. In portions: SQLAlchemy joins the ids of one statement in quadratic time."""
        statement = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
        ids: list[int] = []
        for start in range(0, len(rows), AT_ONCE):
            ids += self.session.scalars(statement, rows[start : start + AT_ONCE])
        return ids

    def _update(self, thing: Thing) -> None:
        names = self.plan.of(thing, (*self.plan.changed, *self.plan.returned))
        if names:
            rows = [{**self._columns(each), "id": self.found.ids[each]} for each in names]
            self.session.execute(sa.update(MODELS[thing]), rows)

    def _retire(self, thing: Thing) -> None:
        names = self.plan.of(thing, self.plan.retired)
        if names:
            rows = [{"id": self.found.ids[each], "retired_at": self.now} for each in names]
            self.session.execute(sa.update(MODELS[thing]), rows)

    def _replace(self, owner: Any, thing: Thing, rows: Sequence[dict[str, Any]]) -> None:
        """Put links in the place of those that the written and the retired things of a kind have."""
        names = self.plan.of(thing, (*self.plan.changed, *self.plan.returned, *self.plan.retired))
        owners = [self.found.ids[each] for each in names]
        for start in range(0, len(owners), AT_ONCE):
            self.session.execute(sa.delete(owner.class_).where(owner.in_(owners[start : start + AT_ONCE])))
        if rows:
            self.session.execute(sa.insert(owner.class_), list(rows))

    def _written(self, thing: Thing) -> list[tuple[Name, int, Values]]:
        return [(each, self.found.ids[each], self.plan.wanted[each]) for each in self.plan.of(thing, self.plan.written)]

    def _lesson_links(self) -> None:
        written = self._written(Thing.LESSON)
        requires = [
            {"lesson_id": row_id, "requires_id": self._id(Thing.LESSON, key)}
            for _, row_id, values in written
            for key in values["requires"]
        ]
        entries = [
            {"lesson_id": row_id, "entry_id": self._id(Thing.ENTRY, key)}
            for _, row_id, values in written
            for key in values["entries"]
        ]
        self._replace(LessonPrerequisite.lesson_id, Thing.LESSON, requires)
        self._replace(EntryLesson.lesson_id, Thing.LESSON, entries)

    def _term_uses(self) -> None:
        uses = [
            {"passage_id": row_id, "term_id": self._id(Thing.TERM, key)}
            for _, row_id, values in self._written(Thing.PASSAGE)
            for key in values["terms"]
        ]
        self._replace(TermUse.passage_id, Thing.PASSAGE, uses)

    def _tags(self) -> None:
        tags = [
            {"item_id": row_id, "tag": tag} for _, row_id, values in self._written(Thing.ITEM) for tag in values["tags"]
        ]
        self._replace(ItemTag.item_id, Thing.ITEM, tags)

    def _versions(self) -> None:
        """A changed item gets a new version; the versions learners have answered stay as they are."""
        changed = [
            (each[1], row_id)
            for each, row_id, values in self._written(Thing.ITEM)
            if self.found.versions.get(each[1], (0, 0, ""))[2] != values["digest"]
        ]
        if not changed:
            return
        ids = self._insert_rows(ItemVersion, [self._version(key, row_id) for key, row_id in changed])
        self.version_ids.update(zip((key for key, _ in changed), ids, strict=True))
        self._evidence([key for key, _ in changed])

    def _evidence(self, keys: Sequence[str]) -> None:
        """What proves the answers of new versions, and what proves their options wrong."""
        answers = [
            {**self._proof(key, place), "position": position}
            for key in keys
            for position, place in enumerate(dict.fromkeys(self.items[key].evidence))
        ]
        options = [
            {**self._proof(key, place), "option": option}
            for key in keys
            for option, places in self.items[key].option_evidence.items()
            for place in places
        ]
        for model, rows in ((Evidence, answers), (OptionEvidence, options)):
            if rows:
                self.session.execute(sa.insert(model), rows)

    def _proof(self, key: str, place: tuple[str, str]) -> dict[str, int]:
        return {"item_version_id": self.version_ids[key], "passage_id": self._id(Thing.PASSAGE, *place)}

    def _version(self, key: str, row_id: int) -> dict[str, Any]:
        item = self.items[key]
        return {
            "item_id": row_id,
            "number": self._number(key, item.digest),
            "kind": item.kind,
            "digest": item.digest,
            "spec": dict(item.spec),
            "body": dict(item.body),
            "text": item.text,
            "created_at": self.now,
        }

    def _quiz_items(self) -> None:
        """A retired quiz keeps its items: attempts at it are still looked at."""
        written = self._written(Thing.QUIZ)
        ids = [row_id for _, row_id, _ in written]
        for start in range(0, len(ids), AT_ONCE):
            for model in (QuizItem, QuizPool):
                self.session.execute(sa.delete(model).where(model.quiz_id.in_(ids[start : start + AT_ONCE])))
        rows = [
            {
                "quiz_id": row_id,
                "item_id": self._id(Thing.ITEM, key),
                "item_version_id": self.version_ids[key],
                "position": position,
                "marks": marks,
                "section": section,
            }
            for _, row_id, values in written
            for key, _digest, position, marks, section in values["items"]
        ]
        pools = [
            self._referring({"quiz_id": row_id, **pool}) for _, row_id, values in written for pool in values["pools"]
        ]
        for model, new in ((QuizItem, rows), (QuizPool, pools)):
            if new:
                self.session.execute(sa.insert(model), new)


def keep_files(
    session: Session,
    course_id: int,
    hashes: Mapping[str, str],
    contents: Mapping[str, bytes],
    *,
    author_id: int | None,
    now: datetime,
) -> None:
    """Store a version of a course's files: `hashes` by path, and the `contents` by hash of those that may be new."""
    present: set[str] = set()
    wanted = sorted(contents)
    for start in range(0, len(wanted), AT_ONCE):
        present.update(session.scalars(sa.select(Blob.sha256).where(Blob.sha256.in_(wanted[start : start + AT_ONCE]))))
    fresh = [{"sha256": sha256, "content": contents[sha256]} for sha256 in wanted if sha256 not in present]
    if fresh:
        session.execute(sa.insert(Blob), fresh)
    newest = newest_version(session, course_id)
    number = newest.number + 1 if newest else 1
    values = {"digest": digest_of_hashes(hashes), "author_id": author_id, "created_at": now}
    version = CourseVersion(course_id=course_id, number=number, **values)
    session.add(version)
    session.flush()
    rows = [{"version_id": version.id, "path": path, "sha256": sha256} for path, sha256 in hashes.items()]
    session.execute(sa.insert(CourseFile), rows)
