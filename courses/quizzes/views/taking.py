"""Taking a quiz: beginning, answering question by question, finishing, and seeing what came of it."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.quizzes import (
    AttemptToSee,
    attempt_to_answer,
    attempt_to_finish,
    attempt_to_see,
    quiz_to_start,
    quiz_to_take,
)
from courses.accounts.sessions import learner
from courses.items.rules.grading import missing_of
from courses.quizzes import service
from courses.quizzes.forms import read_answer, read_token
from courses.quizzes.queries import attempts as queries
from courses.quizzes.rules.behaviours import Moment, shown
from courses.quizzes.rules.scoring import best_of, has_passed
from courses.quizzes.views import bp
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import NotFound
from courses.shared.i18n import say
from courses.shared.web.pages import wants_json


@bp.get("/quizzes/<int:quiz_id>")
def quiz(quiz_id: int) -> ResponseReturnValue:
    """Before the first question: what the quiz asks for, and the attempts so far."""
    found = quiz_to_take(db.session, current_user, quiz_id, today=clock.now().date())
    attempts = queries.attempts_of(db.session, quiz_id, current_user.id)
    best = best_of(attempt.fraction for attempt in attempts if attempt.fraction is not None)
    return render_template(
        "quizzes/quiz.html",
        quiz=found,
        lesson=found.asked.lesson,
        attempts=attempts,
        open_attempt=next((attempt for attempt in attempts if attempt.finished_at is None), None),
        best=best,
        is_passed=best is not None and has_passed(best, found.pass_fraction),
    )


@bp.post("/quizzes/<int:quiz_id>/attempts")
def start(quiz_id: int) -> ResponseReturnValue:
    """Begin an attempt, or go on with the open one; a visitor becomes a guest here, so that nothing is lost."""
    now = clock.now()
    found = quiz_to_start(db.session, current_user, quiz_id, today=now.date())
    user_id = learner(db.session, now=now).learner_id
    attempt_id, is_new = service.start(db.session, found, user_id, now=now, rng=secrets.SystemRandom())
    return redirect(_address(attempt_id, 1 if is_new else None), 303)


def _address(attempt_id: int, position: int | None) -> str:
    """Where a question of an attempt is, or the list of all of them."""
    if position is None:
        return url_for(".attempt", attempt_id=attempt_id)
    return url_for(".question", attempt_id=attempt_id, position=position)


@bp.get("/attempts/<int:attempt_id>")
def attempt(attempt_id: int) -> ResponseReturnValue:
    """A finished attempt with all feedback; an open one as the list of its questions."""
    found = attempt_to_see(db.session, current_user, attempt_id)
    if found.finished_at is None:
        return _open_attempt(found)
    return render_template(
        "quizzes/result.html",
        attempt=found,
        questions=queries.graded_questions(db.session, attempt_id),
        shows=shown(Moment.FINISHED),
        is_passed=has_passed(found.fraction or 0.0, found.pass_fraction),
        onward=queries.onward(db.session, found.lesson_id, found.user_id),
    )


def _open_attempt(found: AttemptToSee) -> ResponseReturnValue:
    places = queries.overview(db.session, found.id)
    todo = [place for place in places if place.missing or not place.is_answered]
    return render_template("quizzes/overview.html", attempt=found, places=places, todo=todo)


@bp.get("/attempts/<int:attempt_id>/questions/<int:position>")
def question(attempt_id: int, position: int) -> ResponseReturnValue:
    """One question of an attempt; once the attempt is finished, its place in the feedback."""
    found = attempt_to_see(db.session, current_user, attempt_id)
    if found.finished_at is not None:
        return redirect(url_for(".attempt", attempt_id=attempt_id, _anchor=f"question-{position}"))
    asked, places = queries.question_page(db.session, attempt_id, position)
    if asked is None:
        raise NotFound(_("This quiz has fewer questions. Open the first one."))
    missing = missing_of(asked.kind, asked.body, asked.response)
    return render_template(
        "quizzes/question.html",
        attempt=found,
        question=asked,
        places=places,
        missing=say(missing) if missing else None,
        token=secrets.token_urlsafe(12),
    )


@bp.post("/attempts/<int:attempt_id>/answers/<int:position>")
def answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Keep an answer as it is given: in JSON for the page's script, else on to the next question."""
    slot = attempt_to_answer(db.session, current_user, attempt_id, position)
    response = read_answer(slot, request.form)
    is_written = service.save_answer(db.session, slot, response, token=read_token(request.form), now=clock.now())
    missing = missing_of(slot.kind, slot.body, response)
    if wants_json():
        # Not when it is a repetition of an answer that was given before the newest.
        is_kept = is_written or slot.response == response
        return {"saved": is_kept, "missing": say(missing) if missing else None}
    if missing:
        return redirect(_address(attempt_id, position), 303)
    return redirect(_address(attempt_id, request.form.get("next", type=int)), 303)


@bp.post("/attempts/<int:attempt_id>/finish")
def finish(attempt_id: int) -> ResponseReturnValue:
    """Hand the attempt in; done twice it is done once."""
    found = attempt_to_finish(db.session, current_user, attempt_id)
    service.finish(db.session, found, now=clock.now())
    return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
