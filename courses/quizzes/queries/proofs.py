"""Reading the passages that prove the answers of an attempt right, and options wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.catalogue import Lesson, Passage, SourceDocument
from models.items import Evidence, OptionEvidence
from models.quizzes import AttemptSlot


@dataclass(frozen=True, slots=True)
class Proof:
    """A passage that proves an answer, and where it stands."""

    text: str
    lesson_key: str
    passage_key: str
    lesson_title: str
    source_key: str | None
    source_title: str | None
    line_from: int | None
    line_to: int | None


@dataclass(frozen=True, slots=True)
class Proofs:
    """The passages that prove an answer right, and by number those that prove an option wrong."""

    right: list[Proof] = field(default_factory=list)
    wrong: dict[int, list[Proof]] = field(default_factory=dict)


_PASSAGE: tuple[Any, ...] = (
    *(Passage.text, Lesson.key, Passage.key, Lesson.title),
    *(SourceDocument.key, SourceDocument.title, Passage.line_from, Passage.line_to),
)


def _proofs_statement(*where: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    """What proves the answers right, and what proves options wrong (`option` says which), behind each position."""
    place = AttemptSlot.position.label("place")
    right = sa.select(place, sa.null().label("option"), Evidence.position.label("rank"), *_PASSAGE).join(
        Evidence, Evidence.item_version_id == AttemptSlot.item_version_id
    )
    wrong = sa.select(place, OptionEvidence.option, Passage.id.label("rank"), *_PASSAGE).join(
        OptionEvidence, OptionEvidence.item_version_id == AttemptSlot.item_version_id
    )
    right = right.join(Passage, Passage.id == Evidence.passage_id)
    wrong = wrong.join(Passage, Passage.id == OptionEvidence.passage_id)
    both = (
        half.join(Lesson, Lesson.id == Passage.lesson_id)
        .outerjoin(SourceDocument, SourceDocument.id == Passage.source_id)
        .where(AttemptSlot.attempt_id == sa.bindparam("attempt_id"), *where)
        for half in (right, wrong)
    )
    return sa.union_all(*both).order_by("place", "rank")


# Built once: composing a statement takes longer than running it.
_ALL = _proofs_statement()
_HERE = _proofs_statement(AttemptSlot.position == sa.bindparam("position"))


def proofs_of(session: Session, attempt_id: int, *, position: int | None = None) -> Mapping[int, Proofs]:
    """The proving passages of an attempt, or of one of its questions, by position."""
    statement = _ALL if position is None else _HERE
    values = {"attempt_id": attempt_id} | ({} if position is None else {"position": position})
    found: dict[int, Proofs] = {}
    rows: Any = session.execute(statement, values)
    for place, option, _rank, *columns in rows:
        proofs = found.setdefault(place, Proofs())
        (proofs.right if option is None else proofs.wrong.setdefault(option, [])).append(Proof(*columns))
    return found
