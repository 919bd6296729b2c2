"""What a kept draft of a question would do to marks already given, and publishing it with or without correcting them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.authoring.quiz_editor import drafts
from courses.authoring.quiz_editor.service import OpenFile, digest_of, save_text
from courses.quizzes import repairing
from courses.quizzes.queries.repair import newest_versions
from courses.quizzes.rules.repair import Wording
from courses.shared.errors import Conflict, Invalid, NotFound
from models.authoring import Draft
from models.items import Item
from models.quizzes import Repair

LONGEST_REASON = 500


@dataclass(frozen=True)
class Proposal:
    """A draft that would become the next version of a question; `digest` is of the file as it would be then."""

    opened: OpenFile
    key: str
    text: str
    digest: str
    item_id: int
    wording: Wording


def proposal_of(session: Session, opened: OpenFile, key: str, user_id: int) -> Proposal:
    """What this person wants to publish. Raises NotFound when there is nothing, Conflict when it no longer fits."""
    place = opened.place
    row = session.execute(
        sa.select(Draft, Item.id)
        .join(Item, sa.and_(Item.course_id == Draft.course_id, Item.key == Draft.key))
        .where(Draft.user_id == user_id, Draft.course_id == place.course.id, Draft.path == place.path)
        .where(Draft.key == key)
    ).one_or_none()
    if row is None or row.Draft.compiled is None:
        raise NotFound(_("Nothing waits to be published here. Open the question and change it."))
    draft, item_id = row
    compiled = draft.compiled or {}
    if draft.base != digest_of(opened.file.text_of(key)):
        raise Conflict(
            _("Someone changed this question meanwhile. Open it: your draft is kept beside what it says now.")
        )
    text, _spec = drafts.text_with_draft(session, opened, key, draft)
    wording = Wording(0, compiled["kind"], compiled["body"])
    return Proposal(opened, key, text, digest_of(text), item_id, wording)


def publish(session: Session, proposal: Proposal, *, author_id: int, now: datetime) -> None:
    """Make the draft the newest version, which new attempts get. Raises as `save_text`."""
    place = proposal.opened.place
    save_text(session, proposal.opened, proposal.text, author_id=author_id, now=now)
    drafts.discard(session, author_id, place.course.id, place.path, proposal.key)


def publish_with_marks(session: Session, proposal: Proposal, *, reason: str, author_id: int, now: datetime) -> Repair:
    """As `publish`, and have the marks given for earlier versions corrected. Raises Invalid without a reason."""
    require_reason(reason)
    repairing.hold_open(session, [proposal.item_id])
    publish(session, proposal, author_id=author_id, now=now)
    return begin_newest(session, [proposal.item_id], reason=reason, author_id=author_id, now=now)[0]


def require_reason(reason: str) -> None:
    """Raise Invalid for words that tell learners nothing, or too much."""
    if not 3 <= len(reason) <= LONGEST_REASON:
        raise Invalid(_("Say in a sentence of at most %(most)s characters what was wrong.", most=LONGEST_REASON))


def begin_newest(
    session: Session, item_ids: Collection[int], *, reason: str, author_id: int, now: datetime
) -> list[Repair]:
    """Have the marks given for earlier versions of these questions corrected by their newest."""
    return [
        repairing.begin(session, item_id, version_id, reason=reason, author_id=author_id, now=now)
        for item_id, version_id in newest_versions(session, item_ids).items()
    ]
