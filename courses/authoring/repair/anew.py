"""Marking anew: marks given for earlier versions of a question, corrected by the version that is published already."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.authoring.repair.service import begin_newest, require_reason
from courses.quizzes import repairing
from courses.quizzes.queries.repair import Newest, hold_question, newest_of
from courses.shared.errors import Conflict, NotFound
from models.catalogue import Course
from models.quizzes import Repair


def question_to_mark_anew(session: Session, course: Course, key: str, quiz_id: int | None = None) -> Newest:
    """A question of the course, or of one of its quizzes, with marks that its newest version has not given.

    Raises NotFound where there is no such question or no such mark, Conflict while its marks are being corrected.
    """
    newest = newest_of(session, course.id, key, quiz_id)
    if newest is None:
        raise NotFound(_("There is no such question here. It may have been taken out."))
    if newest.is_running:
        raise Conflict(
            _("The marks of this question are being corrected just now. Wait until that is done, then look again.")
        )
    if newest.marked_before == 0:
        raise NotFound(_("There is nothing to mark anew: all marks of this question are by what it says now."))
    return newest


def mark_anew(
    session: Session, course: Course, key: str, newest: Newest, *, reason: str, author_id: int, now: datetime
) -> Repair:
    """Have the marks corrected by this version. Raises Invalid without a reason, Conflict when the question, or a repair of it, came in
    between."""
    require_reason(reason)
    repairing.hold_open(session, [newest.item_id])
    hold_question(session, newest.item_id)
    if question_to_mark_anew(session, course, key).wording.id != newest.wording.id:
        raise Conflict(_("Someone changed this question meanwhile. Look again at what marking anew would change."))
    return begin_newest(session, [newest.item_id], reason=reason, author_id=author_id, now=now)[0]
