"""The lists of a course's sources: topics, works and further sources, the lessons that treat them, the readings proposed for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import User
from models.catalogue import Course, Entry, EntryLesson, Lesson, Passage, Proposal, SourceDocument
from models.enums import EntryKind, PassageKind, ProposalState

PROPOSALS_A_PAGE = 50


class LessonLink(NamedTuple):
    """A lesson to go to; `quotes` says whether it quotes any source, or only tells how to look for texts."""

    key: str
    title: str
    quotes: bool


@dataclass(frozen=True)
class ListedEntry:
    """An entry with its place, the lessons that treat it and the readings accepted for it."""

    entry: Entry
    source_key: str
    lessons: tuple[LessonLink, ...]
    readings: tuple[Proposal, ...]

    @property
    def anchor(self) -> str:
        return anchor_of(self.source_key, self.entry.line_from)

    @property
    def has_text(self) -> bool:
        return has_text(self.entry, self.lessons, self.readings)


@dataclass(frozen=True)
class EntryList:
    """Entries that stand together under one heading (None if the source has none)."""

    kind: EntryKind
    heading: str | None
    entries: tuple[ListedEntry, ...]


def has_text(entry: Entry, lessons: Sequence[LessonLink], readings: Sequence[Proposal]) -> bool:
    """Whether there is anything to read about an entry. Of a work or further source the documents hold the name only."""
    is_treated = entry.kind is EntryKind.TOPIC and any(lesson.quotes for lesson in lessons)
    return bool(readings) or is_treated


def anchor_of(source_key: str, line: int) -> str:
    """The name of a line of a source in addresses: `a-64`."""
    return f"{source_key.lower()}-{line}"


def entry_lists(session: Session, course: Course, kinds: Sequence[EntryKind]) -> tuple[EntryList, ...]:
    """The lists of these kinds as they stand in the sources, in three statements."""
    statement = (
        sa.select(Entry, SourceDocument.key)
        .join(SourceDocument, SourceDocument.id == Entry.source_id)
        .where(Entry.course_id == course.id, Entry.kind.in_(kinds), Entry.retired_at.is_(None))
        .order_by(SourceDocument.key, Entry.line_from)
    )
    rows = session.execute(statement).all()
    lessons = lessons_of_entries(session, sa.and_(Entry.course_id == course.id, Entry.kind.in_(kinds)))
    readings = _accepted(session, course, kinds)
    listed = [ListedEntry(entry, key, tuple(lessons[entry.id]), tuple(readings[entry.id])) for entry, key in rows]
    groups = groupby(listed, key=lambda each: (each.entry.kind, each.entry.heading))
    found = [EntryList(kind, heading, tuple(entries)) for (kind, heading), entries in groups]
    return tuple(sorted(found, key=lambda group: kinds.index(group.kind)))


def lessons_of_entries(session: Session, condition: sa.ColumnElement[bool]) -> dict[int, list[LessonLink]]:
    """The lessons that treat the entries for which the condition holds, by entry."""
    is_quotation = sa.and_(Passage.lesson_id == Lesson.id, Passage.kind == PassageKind.QUOTE)
    quotes = sa.select(Passage.id).where(is_quotation, Passage.retired_at.is_(None)).exists()
    statement = (
        sa.select(EntryLesson.entry_id, Lesson.key, Lesson.title, quotes)
        .join(Entry, Entry.id == EntryLesson.entry_id)
        .join(Lesson, Lesson.id == EntryLesson.lesson_id)
        .where(condition, Lesson.retired_at.is_(None))
        .order_by(Lesson.position)
    )
    found: dict[int, list[LessonLink]] = defaultdict(list)
    for entry_id, key, title, is_quoting in session.execute(statement):
        found[entry_id].append(LessonLink(key, title, is_quoting))
    return found


def _accepted(session: Session, course: Course, kinds: Sequence[EntryKind]) -> dict[int, list[Proposal]]:
    statement = (
        sa.select(Proposal)
        .join(Entry, Entry.id == Proposal.entry_id)
        .where(Entry.course_id == course.id, Entry.kind.in_(kinds), Proposal.state == ProposalState.ACCEPTED)
        .order_by(Proposal.id)
    )
    found: dict[int, list[Proposal]] = defaultdict(list)
    for proposal in session.scalars(statement):
        found[proposal.entry_id].append(proposal)
    return found


@dataclass(frozen=True)
class EntryPage:
    """What is known of one entry: its lessons, the accepted readings, and what the reader proposed themselves."""

    lessons: tuple[LessonLink, ...]
    readings: tuple[Proposal, ...]
    own: tuple[Proposal, ...]
    has_text: bool


def entry_page(session: Session, entry: Entry, user_id: int | None) -> EntryPage:
    """The page of an entry for this reader, in two statements."""
    lessons = lessons_of_entries(session, Entry.id == entry.id)[entry.id]
    is_own = Proposal.user_id == user_id
    proposals = session.scalars(
        sa.select(Proposal)
        .where(Proposal.entry_id == entry.id, sa.or_(Proposal.state == ProposalState.ACCEPTED, is_own))
        .order_by(Proposal.id)
    ).all()
    accepted = tuple(each for each in proposals if each.state is ProposalState.ACCEPTED)
    own = tuple(each for each in proposals if each.user_id == user_id and each.state is not ProposalState.ACCEPTED)
    return EntryPage(tuple(lessons), accepted, own, has_text(entry, lessons, accepted))


class OpenProposal(NamedTuple):
    """A proposed reading that waits for an instructor, with its entry and who proposed it."""

    proposal: Proposal
    entry: Entry
    source_key: str
    proposer: str

    @property
    def anchor(self) -> str:
        return anchor_of(self.source_key, self.entry.line_from)


@dataclass(frozen=True)
class ProposalList:
    """A page of the proposals that wait, the oldest first."""

    proposals: tuple[OpenProposal, ...]
    page: int
    pages: int


def open_proposals(session: Session, course: Course, *, page: int) -> ProposalList:
    """The proposals of a course that wait for a decision, in one statement."""
    statement = (
        sa.select(Proposal, Entry, SourceDocument.key, User.name, sa.func.count().over())
        .join(Entry, Entry.id == Proposal.entry_id)
        .join(SourceDocument, SourceDocument.id == Entry.source_id)
        .join(User, User.id == Proposal.user_id)
        .where(Entry.course_id == course.id, Proposal.state == ProposalState.OPEN)
        .order_by(Proposal.created_at, Proposal.id)
        .offset((page - 1) * PROPOSALS_A_PAGE)
        .limit(PROPOSALS_A_PAGE)
    )
    rows = session.execute(statement).all()
    pages = -(-rows[0][4] // PROPOSALS_A_PAGE) if rows else 1
    return ProposalList(tuple(OpenProposal(*row[:4]) for row in rows), page, pages)


def waiting_of(session: Session, course_id: int, user_id: int) -> int:
    """How many readings a person has proposed in a course that still wait."""
    statement = (
        sa.select(sa.func.count())
        .select_from(Proposal)
        .join(Entry, Entry.id == Proposal.entry_id)
        .where(Entry.course_id == course_id, Proposal.user_id == user_id, Proposal.state == ProposalState.OPEN)
    )
    return session.scalar(statement) or 0
