"""Keeping where someone is in a lesson, and bringing along what their browser kept before they had an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.reading import LessonToRead, lesson_to_work_on
from courses.access.viewer import Viewer
from courses.progress.service import record_position, record_read
from courses.reading.queries import places
from courses.reading.rules.place import Carried, Position, nearest
from courses.shared.errors import Forbidden, Invalid, NotFound


def save_position(session: Session, user_id: int, lesson: LessonToRead, position: Position, now: datetime) -> None:
    """Keep the position; the end of the text counts as read. Raises Invalid for a passage the lesson never had."""
    if position.passage:
        key = nearest(places(session, lesson.lesson_id), position.passage)
        if key is None:
            raise Invalid(_("This lesson has no passage with that name. Reload the page: the text may have changed."))
        record_position(session, user_id, lesson.lesson_id, key, now)
    if position.is_end:
        record_read(session, user_id, lesson.lesson_id, now)


def carry_over(session: Session, viewer: Viewer, carried: Sequence[Carried], now: datetime) -> int:
    """Keep what a browser kept; lessons and passages that do not fit are left out. How many positions were kept.

    Older positions never replace newer ones. In the order of reading, so that what was completed opens what follows.
    """
    kept = 0
    for each in sorted(carried, key=lambda each: (each.at, each.course, each.lesson)):
        try:
            lesson = lesson_to_work_on(session, viewer, each.course, each.lesson, today=now.date())
            save_position(session, viewer.learner_id, lesson, each.position, each.at)
        except (NotFound, Forbidden, Invalid):
            continue
        kept += 1
    return kept
