"""The values a compiled course is made of: frozen, free of disk and database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from models.enums import Completion, Difficulty, EntryKind, PassageKind


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong in a file of a course, and where; `line` counts from 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class SourceDraft:
    """A source document; `text` is its content, decoded and otherwise untouched."""

    key: str
    path: str
    sha256: str
    title: str
    origin_html: str
    text: str


@dataclass(frozen=True)
class EntryDraft:
    """One entry of a list in a source; `line_from` is its first own line, `authors_line` the line that names its authors."""

    source: str
    kind: EntryKind
    line_from: int
    line_to: int
    title: str
    authors: str | None = None
    authors_line: int | None = None

    @property
    def key(self) -> str:
        return f"{self.source}:{self.line_from}"


@dataclass(frozen=True)
class ListDraft:
    """A list inside a source, its heading (if it has one) and its entries in their order."""

    source: str
    kind: EntryKind
    line_from: int
    line_to: int
    heading: str | None
    entries: tuple[EntryDraft, ...]


@dataclass(frozen=True)
class PassageDraft:
    """A paragraph at most, with its anchor; quotations carry document, lines and the hash of the words quoted."""

    key: str
    kind: PassageKind
    text: str
    source: str | None = None
    line_from: int | None = None
    line_to: int | None = None
    sha256: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """An entry of a lesson's table of contents; `level` is 2 or 3."""

    anchor: str
    title: str
    level: int


@dataclass(frozen=True)
class ItemDraft:
    """A question: `spec` as its author wrote it, `body` as its kind compiled it (HTML rendered), `evidence` as (lesson, passage) keys.

    `option_evidence`: what proves an option wrong, by its number. `category`: the id of the file of the bank it stands in.
    """

    key: str
    kind: str
    marks: float
    spec: Mapping[str, Any]
    body: Mapping[str, Any]
    evidence: tuple[tuple[str, str], ...]
    tags: tuple[str, ...] = ()
    text: str = ""
    difficulty: Difficulty | None = None
    option_evidence: Mapping[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    category: str | None = None

    @cached_property
    def digest(self) -> str:
        """The hash of everything a version of an item holds."""
        proof = [list(each) for each in self.evidence]
        content = [self.kind, dict(self.spec), dict(self.body), proof, self.text]
        if self.option_evidence:
            content.append([[option, places] for option, places in sorted(self.option_evidence.items())])
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class PlaceDraft:
    """A question's place in a quiz: its id, the hash of its newest version, what it is worth, and its section, counted from 0."""

    item: str
    digest: str
    position: int
    marks: float
    section: int


@dataclass(frozen=True)
class PoolDraft:
    """A place of a quiz at which `draw` questions of the bank are drawn; what is None or empty fits all."""

    key: str
    position: int
    section: int
    category: str | None
    tags: tuple[str, ...]
    difficulty: Difficulty | None
    draw: int
    marks: float


@dataclass(frozen=True)
class QuizDraft:
    """The quiz of a lesson; `pass_fraction` is the share of the marks that passes, 0-1; `settings` as JSON.

    `items` are the questions written in its file; `places` are these and those of the bank. `question_count`: how many an attempt asks.
    """

    key: str
    path: str
    title: str
    pass_fraction: float
    items: tuple[ItemDraft, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    places: tuple[PlaceDraft, ...] = ()
    pools: tuple[PoolDraft, ...] = ()
    question_count: int = 0


@dataclass(frozen=True)
class CategoryDraft:
    """A file of the bank with its questions."""

    key: str
    path: str
    title: str
    items: tuple[ItemDraft, ...]


@dataclass(frozen=True)
class LessonDraft:
    """A lesson with its rendered reading; `html` is sanitised, `words` counts reading and quotations."""

    key: str
    path: str
    title: str
    html: str
    words: int
    headings: tuple[Heading, ...]
    passages: tuple[PassageDraft, ...]
    objectives_html: tuple[str, ...]
    questions_html: tuple[str, ...]
    terms: tuple[str, ...]
    entries: tuple[str, ...]
    completion: frozenset[Completion]
    requires: tuple[str, ...] = ()
    opens_on: date | None = None
    quiz: QuizDraft | None = None


@dataclass(frozen=True)
class ModuleDraft:
    """A module and its lessons, in order."""

    key: str
    title: str
    summary_html: str
    lessons: tuple[LessonDraft, ...]


@dataclass(frozen=True)
class TermDraft:
    """A term of the glossary."""

    key: str
    title: str
    html: str
    text: str
    see: tuple[str, ...] = ()


@dataclass(frozen=True)
class CourseDraft:
    """A whole compiled course; `digest` is the SHA-256 over all its files."""

    key: str
    title: str
    language: str
    summary_html: str
    summary_text: str
    authors: tuple[str, ...]
    licence: str | None
    sources: tuple[SourceDraft, ...]
    lists: tuple[ListDraft, ...]
    modules: tuple[ModuleDraft, ...]
    terms: tuple[TermDraft, ...]
    bank: tuple[CategoryDraft, ...]
    digest: str
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def lessons(self) -> tuple[LessonDraft, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def items(self) -> tuple[ItemDraft, ...]:
        """Every question of the course: those of the bank, then those of the quizzes."""
        quizzes = [lesson.quiz.items for lesson in self.lessons if lesson.quiz]
        return tuple(item for items in (*(file.items for file in self.bank), *quizzes) for item in items)
