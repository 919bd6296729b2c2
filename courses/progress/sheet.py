"""One learner's course as a sheet: a row a lesson, every recorded fact a column."""

from __future__ import annotations

from flask_babel import gettext as _

from courses.progress.rules.outline import CourseLines, LessonLine
from courses.shared.i18n import say
from courses.shared.sheets import csv_bytes


def progress_sheet(lines: CourseLines) -> bytes:
    """The sheet; instants in UTC, results as fractions from 0 to 1."""
    return csv_bytes(_heading(), (_row(lesson) for lesson in lines.lessons))


def _heading() -> list[str]:
    facts = [_("read at"), _("quiz passed at"), _("best quiz result"), _("marked as done at"), _("completed at")]
    return [
        _("module"),
        _("lesson"),
        _("lesson id"),
        _("minutes"),
        _("state"),
        *facts,
        _("last there at"),
        _("last passage"),
        _("missing"),
    ]


def _row(lesson: LessonLine) -> list[object]:
    facts = lesson.facts
    done = [facts.read_at, facts.quiz_passed_at, facts.best_fraction, facts.marked_at, lesson.completed_at]
    missing = " ".join(say(sentence.template, **sentence.values) for sentence in lesson.missing)
    place = [facts.position_at, lesson.position_key]
    return [lesson.module_title, lesson.title, lesson.key, lesson.minutes, lesson.state.value, *done, *place, missing]
