"""What instructors see of quizzes: their list, what was counted of one, its questions and their passages, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.items.rules.results import QuestionResult
from courses.quizzes.queries.attempts import Proof
from courses.quizzes.queries.figures import present
from courses.quizzes.rules.figures import Figures, QuestionFigures
from courses.quizzes.rules.heat import PassageFigures
from models.catalogue import Lesson, Passage, SourceDocument
from models.items import Evidence, Item, ItemVersion, OptionEvidence, Quiz, QuizItem
from models.quizzes import QuizSummary

UNCOUNTED = QuestionFigures(0, QuestionResult(0, 0, None, (), 0, 0))


QUIZZES_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A quiz in the list of a course; `mean_fraction` is None without finished attempts."""

    id: int
    title: str
    lesson_title: str
    lesson_key: str
    question_count: int
    finished_count: int
    mean_fraction: float | None


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a quiz; `counted_at` is None before the first count, `is_stale` says that something has happened since."""

    attempts: int
    learners: int
    passed: int
    mean_fraction: float | None
    counted_at: datetime | None
    is_stale: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question with what became of it; `is_placed`: it stands in the quiz, it is not drawn or taken out since."""

    position: int
    item_id: int
    key: str
    kind: str
    body: dict[str, Any]
    marks: float | None
    figures: QuestionFigures
    proofs: Sequence[Proof]

    @property
    def result(self) -> QuestionResult:
        return self.figures.result

    @property
    def place(self) -> tuple[int, float, float] | None:
        """Its number, mean and discrimination, where both are known: what it is drawn by."""
        mean, discrimination = self.result.facility, self.figures.discrimination
        return None if mean is None or discrimination is None else (self.position, mean, discrimination)

    @property
    def is_placed(self) -> bool:
        return self.marks is not None


@dataclass(frozen=True, slots=True)
class HeatLine:
    """A passage with how the questions it proves were answered; `figures` is None where no question says anything about it."""

    key: str
    text: str
    lesson_key: str
    lesson_title: str
    source_key: str | None
    line_from: int | None
    figures: PassageFigures | None


def quizzes_of(session: Session, course_id: int, *, page: int) -> tuple[list[QuizLine], int]:
    """A page of the quizzes of a course in the order of its lessons, and how many pages there are; one statement."""
    columns: tuple[Any, ...] = (
        *(Quiz.id, Quiz.title, Lesson.title, Lesson.key, Quiz.question_count),
        *(sa.func.coalesce(QuizSummary.attempts, 0), QuizSummary.mean_fraction, sa.func.count().over()),
    )
    rows = session.execute(
        sa.select(*columns)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .outerjoin(QuizSummary, QuizSummary.quiz_id == Quiz.id)
        .where(Quiz.course_id == course_id, Quiz.retired_at.is_(None))
        .order_by(Lesson.position, Quiz.id)
        .limit(QUIZZES_A_PAGE)
        .offset((page - 1) * QUIZZES_A_PAGE)
    ).all()
    pages = -(-rows[0][-1] // QUIZZES_A_PAGE) if rows else 1
    return [QuizLine(*columns) for *columns, _all in rows], pages


def counted(session: Session, quiz_id: int) -> Counted:
    """What was counted of a quiz, in one statement."""
    summary = session.get(QuizSummary, quiz_id)
    if summary is None:
        return Counted(0, 0, 0, None, None, False, Figures())
    columns = (summary.attempts, summary.learners, summary.passed, summary.mean_fraction, summary.counted_at)
    figures = Figures.from_json(summary.figures) if summary.figures else Figures()
    return Counted(*columns, summary.stale_since is not None, figures)


def question_lines(session: Session, quiz_id: int, figures: Figures) -> list[QuestionLine]:
    """Every question of the quiz as it is asked now, then those that attempts were asked besides; two statements."""
    columns: tuple[Any, ...] = (
        *(Item.id.label("item_id"), Item.key, ItemVersion.id.label("version_id")),
        *(ItemVersion.kind, ItemVersion.body, QuizItem.marks),
    )
    asked = session.execute(
        present(quiz_id, *columns)
        .where(sa.or_(QuizItem.quiz_id == quiz_id, Item.id.in_(figures.questions)), QuizItem.marks.is_distinct_from(0))
        .order_by(QuizItem.item_id.is_(None), QuizItem.position, Item.key)
    ).all()
    proofs = _proofs(session, [row.version_id for row in asked])
    return [
        QuestionLine(
            *(position, row.item_id, row.key, row.kind, row.body, row.marks),
            _current(figures.questions.get(row.item_id), row.version_id),
            proofs.get(row.version_id, ()),
        )
        for position, row in enumerate(asked, start=1)
    ]


def _current(figures: QuestionFigures | None, version_id: int) -> QuestionFigures:
    """The figures of a question; of one published anew since the last count the answers belong to an earlier wording."""
    if figures is None or figures.version_id == version_id:
        return figures or UNCOUNTED
    was = figures.result
    return replace(figures, result=replace(was, lines=(), hidden=0, earlier=was.asked))


def _proofs(session: Session, version_ids: Sequence[int]) -> Mapping[int, list[Proof]]:
    """The proving passages by version."""
    columns: tuple[Any, ...] = (
        *(Evidence.item_version_id, Passage.text, Lesson.key, Passage.key, Lesson.title),
        *(SourceDocument.key, SourceDocument.title, Passage.line_from, Passage.line_to),
    )
    rows = session.execute(
        sa.select(*columns)
        .join(Passage, Passage.id == Evidence.passage_id)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .outerjoin(SourceDocument, SourceDocument.id == Passage.source_id)
        .where(Evidence.item_version_id.in_(version_ids))
        .order_by(Evidence.item_version_id, Evidence.position)
    )
    found: dict[int, list[Proof]] = {}
    for version_id, *proof in rows:
        found.setdefault(version_id, []).append(Proof(*proof))
    return found


def heat_lines(
    session: Session, passages: Mapping[int, PassageFigures], *, lesson: tuple[int, str] | None = None
) -> dict[int, HeatLine]:
    """These passages, and all of a lesson (id of its course, key), in the order of reading; one statement. Retired ones are left out."""
    columns: tuple[Any, ...] = (
        *(Passage.id, Passage.key, Passage.text, Lesson.key, Lesson.title),
        *(SourceDocument.key, Passage.line_from),
    )
    wanted = Passage.id.in_(passages)
    if lesson is not None:
        wanted = sa.or_(wanted, sa.and_(Lesson.course_id == lesson[0], Lesson.key == lesson[1]))
    rows = session.execute(
        sa.select(*columns)
        .join(Lesson, Lesson.id == Passage.lesson_id)
        .outerjoin(SourceDocument, SourceDocument.id == Passage.source_id)
        .where(wanted, Passage.retired_at.is_(None), Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Lesson.id, Passage.position, Passage.id)
    )
    return {passage_id: HeatLine(*line, passages.get(passage_id)) for passage_id, *line in rows}


def proving_passages(session: Session, quiz_id: int) -> set[int]:
    """The passages that prove answers or options of the quiz's questions as they are asked now, in one statement."""
    versions = sa.select(QuizItem.item_version_id).where(QuizItem.quiz_id == quiz_id)
    answers, options = (
        sa.select(table.passage_id).where(table.item_version_id.in_(versions)) for table in (Evidence, OptionEvidence)
    )
    return set(session.execute(sa.union(answers, options)).scalars())
