"""Adding many questions to the bank at once: ids, files and pictures are made here, and all of it is published or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.banking import write_bank
from courses.authoring.changing import Change
from courses.authoring.compiler import MOST_BANK_ITEMS, Known, compile_bank_file
from courses.authoring.draft import CategoryDraft, Problem
from courses.authoring.known import StoredPictures, categories_elsewhere, items_elsewhere, known_of
from courses.authoring.pictures.anew import written_anew
from courses.authoring.queries import file_of
from courses.authoring.quiz_editor.blocks import QuizFile
from courses.authoring.writing import ITEM_INDENT, bank_file, item_lines
from courses.items.rules.spec import ID
from models.catalogue import Course
from models.items import Category, Item

# A file is begun anew before it is too long to be read.
MOST_FILE_BYTES = 1_900_000
LONGEST_SLUG = 48
PICTURE = re.compile(r"(\]\(picture:)([^()\s]+)(?=[)\s])")

Spec = Mapping[str, Any]


def add_to_bank(
    session: Session,
    course: Course,
    category_title: str,
    items: Sequence[Spec],
    pictures: Mapping[str, bytes],
    *,
    author_id: int | None,
    now: datetime,
) -> service.Published:
    """Publish questions (keys as in a course file, `id` may be absent) in the file of the bank with this title, or in files after it.

    `pictures`: by the names under which the questions show them. Raises CourseRefused with everything that is wrong: nothing was added.
    """
    return add_categories(session, course, {category_title: items}, pictures, author_id=author_id, now=now)


def add_categories(
    session: Session,
    course: Course,
    categories: Mapping[str, Sequence[Spec]],
    pictures: Mapping[str, bytes],
    *,
    author_id: int | None,
    now: datetime,
) -> service.Published:
    """`add_to_bank` for several files at once: the questions by the titles of their categories, published together or not at all."""
    change = Change(session, course, base=None, author_id=author_id, now=now)
    known = known_of(session, course)
    stored = StoredPictures(session, course)
    fresh, names = written_anew(pictures, stored)
    keys = _Keys(session.scalars(sa.select(Item.key).where(Item.course_id == course.id)))
    shelf = _Shelf(change)
    for title, items in categories.items():
        shelf.add(" ".join(title.split()), [_ready(item, names, keys) for item in items])
    drafts = _compiled(session, course, shelf.files, replace(known, pictures=stored))
    return write_bank(change, drafts, {**shelf.files, **fresh})


def _compiled(session: Session, course: Course, files: Mapping[str, bytes], known: Known) -> list[CategoryDraft]:
    """The files, or CourseRefused with all problems of all of them."""
    others = categories_elsewhere(session, course, files)
    taken = items_elsewhere(session, course, files)
    drafts: list[CategoryDraft] = []
    problems: list[Problem] = []
    for path, content in files.items():
        draft, wrong = compile_bank_file(path, content, known, taken=taken, categories=others)
        problems += wrong
        if draft is not None:
            drafts.append(draft)
    if problems:
        raise service.CourseRefused(sorted(problems))
    return drafts


def _ready(item: Spec, names: Mapping[str, str], keys: _Keys) -> dict[str, Any]:
    """A question with an id of its own, that shows its pictures by the names they have now."""
    key = keys.take(item.get("id"), item.get("title") or item.get("prompt") or item.get("kind"))
    others = {name: value if name == "kept" else _renamed(value, names) for name, value in item.items() if name != "id"}
    return {"id": key, **others}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A value of a question in whose Markdown every picture has its new name."""
    if isinstance(value, str):
        return PICTURE.sub(lambda found: found[1] + names.get(found[2], found[2]), value) if names else value
    if isinstance(value, Mapping):
        return {key: _renamed(each, names) for key, each in value.items()}
    return [_renamed(each, names) for each in value] if isinstance(value, list | tuple) else value


class _Keys:
    """The ids that questions of the course have or had: none is given twice."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self.counts: dict[str, int] = {}

    def take(self, wanted: object, words: object) -> str:
        """The wanted id if it can be had, else one made of the words."""
        own = wanted if isinstance(wanted, str) and ID.fullmatch(wanted) else ""
        return self.free(own or slug_of(str(words or "")) or "question")

    def free(self, base: str) -> str:
        """`base`, with a number behind it when it is taken."""
        key = base
        while key in self.taken:
            self.counts[base] = self.counts.get(base, 1) + 1
            key = f"{base[:LONGEST_SLUG].rstrip('-')}-{self.counts[base]}"
        self.taken.add(key)
        return key


def slug_of(words: str) -> str:
    """An id made of words: their Latin letters and digits; nothing when there are none."""
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_words).lstrip("-0123456789")[:LONGEST_SLUG].strip("-")


class _Shelf:
    """The files of the bank that are written: a file that has room is gone on with, then new ones are begun."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.files: dict[str, bytes] = {}
        rows = change.session.execute(
            sa.select(Category.key, Category.path, Category.title, Category.retired_at)
            .where(Category.course_id == change.course.id)
            .order_by(Category.id)
        ).all()
        self.keys = _Keys(row.key for row in rows)
        self.paths = {row.path for row in rows}
        self.last = {row.title: row.path for row in rows if row.retired_at is None}

    def add(self, title: str, items: Sequence[Mapping[str, Any]]) -> None:
        """Put questions into files with this title."""
        left = list(items)
        if title in self.last:
            left = self._append(self.last[title], left)
        for portion in filter(None, _portions(left)):
            key = self._key(title)
            self.files[f"bank/{key}.yaml"] = bank_file(key, title, portion).encode()

    def _key(self, title: str) -> str:
        while True:
            key = self.keys.free(slug_of(title) or "bank")
            if f"bank/{key}.yaml" not in self.paths:
                return key

    def _append(self, path: str, items: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Go on with a file as far as it has room and its text can be gone on with; what is left over."""
        text = (file_of(self.change.session, self.change.version, path) or b"").decode("utf-8-sig")
        file = QuizFile(text)
        room = MOST_BANK_ITEMS - len(file.blocks)
        if not file.blocks or room <= 0 or not items:
            return items
        fitting = next(_portions(items[:room], indent=file.indent, used=len(text.encode())))
        if fitting:
            self.files[path] = file.extended(line for lines in fitting for line in lines).encode()
        return items[len(fitting) :]


def _portions(
    items: Sequence[Mapping[str, Any]], *, indent: int = ITEM_INDENT, used: int = 0
) -> Iterator[list[list[str]]]:
    """The lines of the questions in portions for a file each; the first file has `used` bytes already."""
    portion: list[list[str]] = []
    for item in items:
        lines = item_lines(item, indent=indent)
        size = sum(len(line.encode()) + 1 for line in lines)
        if used + size > MOST_FILE_BYTES or len(portion) == MOST_BANK_ITEMS:
            yield portion
            portion, used = [], 0
        portion.append(lines)
        used += size
    yield portion
