"""Bringing a former state of a quiz back when questions that it changes were answered: what that does to the marks already given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.editing import compile_one_quiz
from courses.authoring.quiz_editor.service import OpenFile, save_text
from courses.authoring.repair.service import begin_newest, require_reason
from courses.authoring.service import CourseRefused
from courses.quizzes import repairing
from courses.quizzes.rules.repair import Wording
from models.items import Item, ItemVersion
from models.quizzes import Attempt, AttemptSlot, Repair


def reworded_by(session: Session, opened: OpenFile, text: str) -> dict[int, Wording]:
    """The questions, by item, that finished attempts have answered and that would say something else if the file of the quiz had this
    text. Raises CourseRefused with everything that would be wrong."""
    place = opened.place
    quiz, problems = compile_one_quiz(session, place.course, place.lesson or "", place.path, text.encode())
    if quiz is None:
        raise CourseRefused(problems)
    items = {item.key: item for item in quiz.items}
    is_answered = (
        sa.exists()
        .where(AttemptSlot.item_id == Item.id, Attempt.id == AttemptSlot.attempt_id, Attempt.finished_at.is_not(None))
        .correlate(Item)
    )
    rows = session.execute(
        sa.select(Item.id, Item.key, ItemVersion.digest)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .where(Item.course_id == place.course.id, Item.key.in_(items), is_answered)
    )
    return {
        item_id: Wording(0, items[key].kind, dict(items[key].body))
        for item_id, key, digest in rows
        if digest != items[key].digest
    }


def restore_with_marks(
    session: Session,
    opened: OpenFile,
    text: str,
    item_ids: Collection[int],
    *,
    reason: str,
    author_id: int,
    now: datetime,
) -> list[Repair]:
    """Publish the file with this text, and have the marks given for these questions corrected. Raises Invalid without a reason, and
    as `save_text`."""
    require_reason(reason)
    repairing.hold_open(session, item_ids)
    save_text(session, opened, text, author_id=author_id, now=now)
    return begin_newest(session, item_ids, reason=reason, author_id=author_id, now=now)
