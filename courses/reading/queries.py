"""What the lesson page shows around the text: where to go on, what is done, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.access.loaders.reading import LessonToRead
from courses.progress.queries import facts_of, rules_of
from courses.progress.rules.completion import Requirement, Sentence, missing_sentence, requirements
from courses.reading.rules.place import Place, nearest
from models.catalogue import Passage


@dataclass(frozen=True, slots=True)
class Completion:
    """What a lesson asks for, each with when it was met or what to do about it."""

    parts: tuple[tuple[Requirement, Sentence | None], ...]

    @property
    def is_done(self) -> bool:
        return all(sentence is None for _requirement, sentence in self.parts)

    @property
    def missing(self) -> list[Sentence]:
        return [sentence for _requirement, sentence in self.parts if sentence]


def completion_of(lesson: LessonToRead) -> Completion:
    """What is done and what is missing; no statement, the lesson brings its facts."""
    rules, facts = rules_of(lesson, lesson.pass_fraction), facts_of(lesson)
    asked = requirements(rules, facts)
    return Completion(
        tuple((part, None if part.met_at else missing_sentence(part.kind, rules, facts)) for part in asked)
    )


def place_to_go_on(session: Session, lesson: LessonToRead) -> str | None:
    """The passage to open the lesson at. It costs a statement only when the one stored is no longer in the text."""
    key = lesson.position_key
    if key is None or f'id="{key}"' in lesson.html:
        return key
    return nearest(places(session, lesson.lesson_id), key)


def places(session: Session, lesson_id: int) -> list[Place]:
    """The passages of a lesson, those taken out too."""
    statement = sa.select(Passage.key, Passage.position, Passage.retired_at.is_(None)).where(
        Passage.lesson_id == lesson_id
    )
    return [Place(key, position, bool(is_there)) for key, position, is_there in session.execute(statement)]
