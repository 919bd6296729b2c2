"""Answering: a question's page, keeping its answer, checking it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.quizzes import SlotToAnswer, attempt_to_answer, attempt_to_finish, attempt_to_see
from courses.items.rules.grading import grade_answer, missing_of
from courses.items.rules.kinds import KINDS
from courses.items.rules.tried import parts_of
from courses.quizzes import service
from courses.quizzes.forms import read_answer, read_certainty, read_token
from courses.quizzes.queries import attempts as queries
from courses.quizzes.rules.behaviours import moment_of_question, shown, tries_of
from courses.quizzes.rules.limits import is_over, is_too_late
from courses.quizzes.rules.settings import Settings, settings_of_attempt
from courses.quizzes.views import bp, writing
from courses.quizzes.views.taking import address_of, clock_of
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import NotFound
from courses.shared.i18n import say
from courses.shared.web.pages import wants_json
from models.enums import Behaviour


@bp.get("/attempts/<int:attempt_id>/questions/<int:position>")
def question(attempt_id: int, position: int) -> ResponseReturnValue:
    """One question of an attempt; once the attempt is finished, its place in the feedback."""
    now = clock.now()
    found = attempt_to_see(db.session, current_user, attempt_id)
    if found.finished_at is not None:
        return redirect(url_for(".attempt", attempt_id=attempt_id, _anchor=f"question-{position}"))
    if is_over(found.ends_at, now):
        return redirect(url_for(".attempt", attempt_id=attempt_id))
    asked, places = queries.question_page(db.session, attempt_id, position)
    if asked is None:
        raise NotFound(_("This quiz has fewer questions. Open the first one."))
    settings = settings_of_attempt(found)
    missing = missing_of(asked.kind, asked.body, asked.response)
    return render_template(
        "quizzes/question.html",
        attempt=found,
        settings=settings,
        section=settings.section(asked.section),
        question=asked,
        places=places,
        count=sum(place.number is not None for place in places),
        missing=say(missing) if missing else None,
        token=secrets.token_urlsafe(12),
        clock=clock_of(found, now),
        **_checking(attempt_id, asked, settings),
    )


def _checking(attempt_id: int, asked: queries.Question, settings: Settings) -> dict[str, Any]:
    """What the page shows of a check: whether there is a button, what was found, and what is left."""
    moment = moment_of_question(
        tries=asked.tries, is_checked=asked.fraction is not None, is_closed=asked.closed_at is not None
    )
    shows = shown(moment, settings.behaviour, settings.review)
    most = tries_of(settings.behaviour, settings.review, len(asked.body.get("hints_html", ())))
    is_checked = most != 0 and asked.number is not None and not _is_for_a_person(asked)
    graded = queries.checked_question(db.session, attempt_id, asked) if shows.anything else None
    return {
        "asks_certainty": settings.behaviour is Behaviour.CERTAINTY and asked.number is not None,
        "is_checked": is_checked,
        # A quiz that no longer says what is right grants fewer by now; the next check is the last.
        "tries_left": None if most is None else max(1, most - asked.tries),
        "shows": shows,
        "graded": graded,
        "parts": parts_of(graded) if graded and shows.correctness else (),
    }


def _is_for_a_person(asked: queries.Question) -> bool:
    """Whether only a person can mark the answer."""
    return grade_answer(asked.kind, asked.body, KINDS[asked.kind].key(asked.body)).is_pending


@bp.post("/attempts/<int:attempt_id>/answers/<int:position>")
@writing
def answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Keep an answer as it is given: in JSON for the page's script, else on to the next question."""
    now = clock.now()
    slot = attempt_to_answer(db.session, current_user, attempt_id, position)
    if _is_over(slot, now):
        return _hand_in(attempt_id, now)
    response, certainty = read_answer(slot, request.form), read_certainty(request.form)
    token = read_token(request.form)
    is_written = service.save_answer(db.session, slot, response, certainty=certainty, token=token, now=now)
    missing = _missing(slot, response, certainty)
    if wants_json():
        # Not when it is a repetition of an answer that was given before the newest.
        is_kept = is_written or (slot.response, slot.certainty) == (response, certainty if response else None)
        return {"saved": is_kept, "missing": missing}
    if missing and response is None:
        flash(missing, "warning")
        return redirect(address_of(attempt_id, position), 303)
    if missing:
        return redirect(f"{address_of(attempt_id, position)}#outcome", 303)
    return redirect(address_of(attempt_id, request.form.get("next", type=int)), 303)


def _missing(slot: SlotToAnswer, response: dict[str, Any] | None, certainty: int | None) -> str | None:
    """What an answer still lacks, in words."""
    if response is None and certainty is not None:
        return _("Answer the question too: how certain you are is kept together with an answer.")
    missing = missing_of(slot.kind, slot.body, response)
    return say(missing) if missing else None


def _is_over(slot: SlotToAnswer, now: datetime) -> bool:
    """Whether the attempt is to be handed in instead; scripts are told that the answer was not kept."""
    return slot.finished_at is None and is_too_late(slot.ends_at, now) and not wants_json()


def _hand_in(attempt_id: int, now: datetime) -> ResponseReturnValue:
    """Hand in what was saved, and say that this answer came too late."""
    service.finish(db.session, attempt_to_finish(db.session, current_user, attempt_id), now=now)
    flash(_("The time was over before this answer arrived. What was saved before is handed in."), "warning")
    return redirect(address_of(attempt_id, None), 303)


@bp.post("/attempts/<int:attempt_id>/checks/<int:position>")
@writing
def check(attempt_id: int, position: int) -> ResponseReturnValue:
    """Keep an answer and say how it was; an incomplete one is kept and costs no try."""
    now = clock.now()
    slot = attempt_to_answer(db.session, current_user, attempt_id, position)
    if _is_over(slot, now):
        return _hand_in(attempt_id, now)
    response, token = read_answer(slot, request.form), read_token(request.form)
    if response is None:
        flash(_("Answer the question before you check it."), "warning")
        return redirect(address_of(attempt_id, position), 303)
    if missing_of(slot.kind, slot.body, response):
        service.save_answer(db.session, slot, response, token=token, now=now)
    else:
        service.check(db.session, slot, response, token=token, now=now)
    return redirect(f"{address_of(attempt_id, position)}#outcome", 303)
