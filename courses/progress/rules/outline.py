"""A course as one learner has gone through it: lessons with their state, sums by module, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from courses.access.rules.unlocking import Lock
from courses.progress.rules.completion import (
    Facts,
    Requirement,
    Rules,
    Sentence,
    State,
    missing,
    missing_sentence,
    next_of,
    requirements,
    state_of,
)


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson and what the learner has done in it."""

    lesson_id: int
    key: str
    title: str
    minutes: int
    module_id: int
    module_key: str
    module_title: str
    rules: Rules
    facts: Facts
    completed_at: datetime | None
    position_key: str | None
    quiz_id: int | None
    lock: Lock | None

    @property
    def state(self) -> State:
        return state_of(self.rules, self.facts, is_locked=self.lock is not None)

    @property
    def is_done(self) -> bool:
        return self.state is State.DONE

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return requirements(self.rules, self.facts)

    @property
    def missing(self) -> tuple[Sentence, ...]:
        """What is missing, a sentence each."""
        return tuple(missing_sentence(kind, self.rules, self.facts) for kind in missing(self.rules, self.facts))


@dataclass(frozen=True)
class Sums:
    """Lessons of a module or course in their order, and numbers over them."""

    lessons: tuple[LessonLine, ...]

    @property
    def done(self) -> int:
        return sum(lesson.is_done for lesson in self.lessons)

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def fraction(self) -> float:
        return self.done / self.total if self.lessons else 0.0

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons if not lesson.is_done)


@dataclass(frozen=True)
class ModuleLines(Sums):
    """A module and its lessons."""

    module_id: int
    key: str
    title: str


@dataclass(frozen=True)
class CourseLines(Sums):
    """All lessons of a course."""

    @property
    def modules(self) -> tuple[ModuleLines, ...]:
        """The modules in the order of their first lessons."""
        parts: dict[int, list[LessonLine]] = {}
        for lesson in self.lessons:
            parts.setdefault(lesson.module_id, []).append(lesson)
        return tuple(
            ModuleLines(tuple(lines), number, lines[0].module_key, lines[0].module_title)
            for number, lines in parts.items()
        )

    @property
    def is_begun(self) -> bool:
        """Whether the learner has been in any lesson, one that was locked since too."""
        return current_index(self.lessons) is not None

    @property
    def next_lesson(self) -> LessonLine | None:
        """What to do next; None when nothing is open."""
        index = next_of([lesson.state for lesson in self.lessons], current_index(self.lessons))
        return None if index is None else self.lessons[index]


def current_index(lessons: Sequence[LessonLine]) -> int | None:
    """The index of the lesson the learner was last in, or None if they have not begun."""
    visited = [(lesson.facts.position_at, index) for index, lesson in enumerate(lessons) if lesson.facts.position_at]
    return max(visited)[1] if visited else None
