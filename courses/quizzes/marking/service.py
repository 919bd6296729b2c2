"""Marking by hand and answering objections: a mark is a step of the log with its author, and everything that follows from it follows at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from courses.access.loaders.marking import MarkedSlot, OwnSlot
from courses.progress.service import judged, rejudge
from courses.quizzes.counting import touch
from courses.quizzes.grades import settle
from courses.quizzes.marking import letters
from courses.quizzes.marking.queries import marks_given
from courses.quizzes.rules.behaviours import moment_of_attempt, shown
from courses.quizzes.rules.limits import Terms
from courses.quizzes.rules.log import Replay, replay
from courses.quizzes.rules.marking import (
    LONGEST_COMMENT,
    LONGEST_REASON,
    SHORTEST_REASON,
    Mark,
    NoContest,
    kinds_by_hand,
    no_contest,
    same_mark,
)
from courses.quizzes.rules.settings import Settings
from courses.shared.errors import Conflict, Invalid, NotFound
from courses.shared.markup import FormattingRefused, render
from courses.shared.upsert import upsert
from models.enums import Behaviour, Review, StepKind
from models.quizzes import Attempt, AttemptSlot, AttemptStep, Contest

# A colon, which no token of a learner's form may hold.
MARKED = ":marked"
NO_CONTEST = {
    NoContest.UNFINISHED: lazy_gettext("This attempt is not finished yet. Hand it in first; then its marks are shown."),
    NoContest.PRACTICE: lazy_gettext(
        "This was for practice: there are no marks. Ask the instructor about the question."
    ),
    NoContest.HIDDEN: lazy_gettext("The marks of this quiz are not shown, so there is nothing to object to yet."),
    NoContest.UNANSWERED: lazy_gettext("You have not answered this question, so there is no answer to be marked anew."),
    NoContest.WAITING: lazy_gettext(
        "A person has still to mark this answer. Wait for the mark before you object to it."
    ),
    NoContest.NOTHING_LOST: lazy_gettext("This answer has the full marks already."),
}


def refuse_unmarkable(slot: MarkedSlot) -> None:
    """Raise NotFound for an answer that no person marks: of another kind, for practice, or not given."""
    is_practice = Settings.from_json(slot.settings).behaviour is Behaviour.PRACTICE
    if slot.kind not in kinds_by_hand() or slot.response is None or slot.marks == 0 or is_practice:
        raise NotFound(_("There is no such answer to mark. The page “Marking” of the course shows what waits."))


def mark(
    session: Session,
    slot: MarkedSlot,
    given: Mark,
    *,
    comment: str,
    is_anonymous: bool,
    base: int,
    author_id: int,
    token: str,
    now: datetime,
) -> bool:
    """Mark an answer; whether anything was written. The same request again changes nothing.

    `comment`: Markdown, may be empty. `base`: the change of the mark that the page had seen last. Raises Conflict when another one
    came in between.
    """
    refuse_unmarkable(slot)
    if _is_there(session, slot, token):
        return False
    if base != slot.changed_id:
        raise Conflict(_("Somebody else has marked this answer since you opened it. Compare, then save again."))
    last = next((each for each in reversed(marks_given(session, slot)) if not each.is_repair), None)
    if last and same_mark(given, slot.fraction, last.levels) and comment == last.written:
        return False
    noted = {"comment": commented(comment), "written": comment, "anonymous": is_anonymous}
    state = _write(session, slot, given, noted, author_id=author_id, token=token, now=now)
    if slot.pending and not state.pending and Settings.from_json(slot.settings).review is not Review.NOTHING:
        letters.answers_marked(session, slot)
    touch(session, slot.quiz_id, now=now)
    return True


def commented(words: str) -> str | None:
    """A comment in Markdown as safe HTML; None where there is none. Raises Invalid for one that is too long or too much."""
    if len(words) > LONGEST_COMMENT:
        raise Invalid(
            _("The comment has %(count)s characters; it may have %(most)s.", count=len(words), most=LONGEST_COMMENT)
        )
    if not words:
        return None
    try:
        return str(render(words))
    except FormattingRefused:
        raise Invalid(_("The comment could not be formatted. Write it with less markup.")) from None


def _is_there(session: Session, slot: MarkedSlot, token: str) -> bool:
    step = sa.select(AttemptStep.id).where(
        AttemptStep.attempt_id == slot.attempt_id, AttemptStep.token == f"{MARKED}:{token}"
    )
    return session.scalar(step) is not None


def _write(
    session: Session,
    slot: MarkedSlot,
    given: Mark,
    noted: Mapping[str, Any],
    *,
    author_id: int,
    token: str,
    now: datetime,
) -> Replay:
    """Add the step, and let slot, attempt, progress and grades follow from the log; the attempt is held. Call `touch` last."""
    # Held in the order everybody takes: the attempt, the progress, then the grades.
    before = judged(session, slot.lesson_id, [slot.user_id])
    payload = {"position": slot.position, "fraction": given.fraction, "levels": dict(given.levels), **noted}
    about = {"kind": StepKind.MARKED, "position": slot.position, "author_id": author_id, "created_at": now}
    session.add(AttemptStep(attempt_id=slot.attempt_id, token=f"{MARKED}:{token}", payload=payload, **about))
    log = sa.select(AttemptStep).where(AttemptStep.attempt_id == slot.attempt_id).order_by(AttemptStep.id)
    state = replay(session.scalars(log))
    derived = state.slots[slot.position]
    session.execute(
        sa.update(AttemptSlot)
        .where(AttemptSlot.attempt_id == slot.attempt_id, AttemptSlot.position == slot.position)
        .values(fraction=derived.fraction, comment=derived.comment)
    )
    values = {"fraction": state.fraction, "pending": state.pending}
    session.execute(sa.update(Attempt).where(Attempt.id == slot.attempt_id).values(**values))
    rejudge(session, slot.lesson_id, [slot.user_id], before=before)
    settle(session, slot.user_id, slot.quiz_id)
    return state


def contest(session: Session, own: OwnSlot, *, reason: str, now: datetime) -> bool:
    """Object to the mark of one's own answer, once; whether that is new. The same words again change nothing.

    Raises Conflict where nothing can be objected to, and Invalid for too few or too many words.
    """
    if own.slot and own.slot.contest:
        if own.slot.contest.reason == reason:
            return False
        raise Conflict(
            _(
                "You have objected to this mark already. Each answer can be objected to once; your words are with the instructors."
            )
        )
    hindrance = _no_contest(own, now)
    if hindrance is not None or own.slot is None:
        raise Conflict(str(NO_CONTEST[hindrance or NoContest.UNFINISHED]))
    _refuse_length(reason)
    about = {"quiz_id": own.slot.quiz_id, "reason": reason, "created_at": now, "fraction_before": own.slot.fraction}
    place = {"attempt_id": own.slot.attempt_id, "position": own.slot.position}
    return upsert(session, Contest, {**place, **about}, keys=("attempt_id", "position"))


def _no_contest(own: OwnSlot, now: datetime) -> NoContest | None:
    settings, slot = Settings.from_json(own.settings), own.slot
    moment = moment_of_attempt(Terms(settings, extended_to=own.extended_to).closes_at, now)
    return no_contest(
        settings.behaviour,
        is_finished=slot is not None,
        is_shown=shown(moment, settings.behaviour, settings.review).correctness,
        is_answered=slot is not None and slot.response is not None,
        is_waiting=slot is not None and slot.kind in kinds_by_hand() and not slot.is_marked,
        fraction=slot.fraction if slot else 0.0,
    )


def _refuse_length(words: str) -> None:
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise Invalid(
            _(
                "Write %(least)s to %(most)s characters; these are %(count)s.",
                least=SHORTEST_REASON,
                most=LONGEST_REASON,
                count=len(words),
            )
        )


def answer_contest(
    session: Session,
    slot: MarkedSlot,
    given: Mark | None,
    *,
    answer: str,
    base: int,
    author_id: int,
    token: str,
    now: datetime,
) -> bool:
    """Answer an objection, with a new mark or without; whether that is new. Sent again by the same person it changes nothing.

    Raises Conflict when it is answered already or the mark has changed since the page was made, Invalid for no words or too many.
    """
    objection = slot.contest
    if objection is None:
        raise NotFound(_("There is no such objection. The page “Marking” of the course shows those that wait."))
    if objection.answered_at is not None:
        if (objection.answer, objection.answered_by_id) == (answer, author_id):
            return False
        raise Conflict(
            _(
                "Somebody has answered this objection already. An answer cannot be changed; the mark still can, where a person gives it."
            )
        )
    if base != slot.changed_id:
        raise Conflict(_("The mark has changed since you opened this page. Compare, then send it again."))
    _refuse_length(answer)
    last = next((each for each in reversed(marks_given(session, slot)) if not each.is_repair), None)
    fraction = slot.fraction
    if given is not None and not same_mark(given, slot.fraction, last.levels if last else {}):
        noted = {"comment": slot.comment, "written": last.written if last else "", "anonymous": True, "reason": answer}
        _write(session, slot, given, noted, author_id=author_id, token=token, now=now)
        fraction = given.fraction
    objection.answer, objection.answered_at, objection.answered_by_id = answer, now, author_id
    objection.fraction_after = fraction
    letters.objection_answered(session, slot, answer)
    session.flush()
    if fraction != slot.fraction:
        touch(session, slot.quiz_id, now=now)
    return True
