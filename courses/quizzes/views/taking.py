"""Taking a quiz: beginning, looking over it, finishing, and seeing what came of it."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from courses.access.loaders.quizzes import (
    AttemptToSee,
    QuizToTake,
    attempt_to_finish,
    attempt_to_see,
    quiz_to_start,
    quiz_to_take,
)
from courses.accounts.sessions import learner
from courses.quizzes import service
from courses.quizzes.forms import is_password
from courses.quizzes.queries import attempts as queries
from courses.quizzes.queries.grades import grade_of_learner, not_counted
from courses.quizzes.rules.behaviours import Showing, moment_of_attempt, shown, tries_of
from courses.quizzes.rules.limits import is_over, terms_of
from courses.quizzes.rules.marking import no_contest
from courses.quizzes.rules.scoring import grade_of, has_passed
from courses.quizzes.rules.settings import Settings, settings_of_attempt
from courses.quizzes.views import bp, writing
from courses.quizzes.words import hindrance_words, instant, rules_in_words, standing_words, tried_words
from courses.shared import clock
from courses.shared.db import db
from courses.shared.web.limits import limiter
from models.enums import Behaviour

WRONG_PASSWORD = 422


@bp.get("/quizzes/<int:quiz_id>")
def quiz(quiz_id: int) -> ResponseReturnValue:
    """Before the first question: what the quiz asks for, and the attempts so far."""
    now = clock.now()
    return _quiz_page(quiz_to_take(db.session, current_user, quiz_id, now=now), now)


def _quiz_page(found: QuizToTake, now: datetime, *, is_refused: bool = False) -> str:
    """The page of a quiz; `is_refused` when the password was wrong."""
    terms = terms_of(found)
    attempts = queries.attempts_of(db.session, found.id, current_user.id)
    finished = [attempt for attempt in reversed(attempts) if attempt.finished_at is not None]
    is_open = [attempt for attempt in attempts if attempt.finished_at is None and not is_over(attempt.ends_at, now)]
    hindrance = terms.hindrance([attempt.finished_at for attempt in finished if attempt.finished_at], now=now)
    besides = queries.besides(attempts, terms)
    counted = [attempt.fraction or 0.0 for attempt in finished if attempt.id not in besides]
    return render_template(
        "quizzes/quiz.html",
        quiz=found,
        lesson=found.asked.lesson,
        settings=terms.settings,
        rules=rules_in_words(terms, len(attempts)),
        attempts=attempts,
        open_attempt=next(iter(is_open), None),
        hindrance=hindrance_words(hindrance) if hindrance and not is_open else None,
        is_refused=is_refused,
        shows=shown(moment_of_attempt(terms.closes_at, now), terms.settings.behaviour, terms.settings.review),
        result=grade_of(terms.settings.grade, counted),
        besides={attempt_id: standing_words(standing) for attempt_id, standing in besides.items()},
        is_passed=any(has_passed(fraction, found.pass_fraction) for fraction in counted),
        grade=grade_of_learner(db.session, found.id, current_user.id) if finished else None,
    )


def is_wrong_password(response: Response) -> bool:
    """Whether a try counts: a class that begins at one address guesses nothing."""
    return response.status_code == WRONG_PASSWORD


@bp.post("/quizzes/<int:quiz_id>/attempts")
@limiter.limit("10/minute;60/hour", deduct_when=is_wrong_password)
def start(quiz_id: int) -> ResponseReturnValue:
    """Begin an attempt, or go on with the open one; a visitor becomes a guest here, so that nothing is lost."""
    now = clock.now()
    found = quiz_to_start(db.session, current_user, quiz_id, now=now)
    password = terms_of(found).settings.password
    if password and not _is_going_on(quiz_id, now) and not is_password(request.form, password):
        return _quiz_page(found, now, is_refused=True), WRONG_PASSWORD
    user_id = learner(db.session, now=now).learner_id
    attempt_id, is_new = service.start(db.session, found, user_id, now=now, rng=secrets.SystemRandom())
    return redirect(address_of(attempt_id, 1 if is_new else None), 303)


def _is_going_on(quiz_id: int, now: datetime) -> bool:
    """Whether the viewer has an open attempt: it was begun with the password."""
    attempts = queries.attempts_of(db.session, quiz_id, current_user.id)
    return any(attempt.finished_at is None and not is_over(attempt.ends_at, now) for attempt in attempts)


def address_of(attempt_id: int, position: int | None) -> str:
    """Where a question of an attempt is, or the list of all of them."""
    if position is None:
        return url_for(".attempt", attempt_id=attempt_id)
    return url_for(".question", attempt_id=attempt_id, position=position)


@bp.get("/attempts/<int:attempt_id>")
def attempt(attempt_id: int) -> ResponseReturnValue:
    """A finished attempt with its feedback; an open one as the list of its questions, or that its time is over."""
    now = clock.now()
    found = attempt_to_see(db.session, current_user, attempt_id)
    if found.finished_at is not None:
        return _result(found, now)
    if is_over(found.ends_at, now):
        return render_template("quizzes/over.html", attempt=found, ended=instant(found.ends_at))
    return _overview(found, now)


def _result(found: AttemptToSee, now: datetime) -> str:
    terms = terms_of(found)
    settings = terms.settings
    shows = shown(moment_of_attempt(terms.closes_at, now), settings.behaviour, settings.review)
    is_practice = settings.behaviour is Behaviour.PRACTICE
    questions = queries.graded_questions(db.session, found.id, is_practice=is_practice) if shows.anything else []
    asked = [question for question in questions if question.number is not None]
    standing = not_counted(db.session, found.quiz_id, settings, [found.user_id]).get(found.id)
    return render_template(
        "quizzes/result.html",
        attempt=found,
        ended=instant(found.ends_at) if found.finished_at and is_over(found.ends_at, found.finished_at) else None,
        settings=settings,
        questions=questions,
        count=len(asked),
        contestable={each.position for each in asked if _is_contestable(each, settings.behaviour, shows)},
        right=sum(question.verdict == "right" and not question.is_waiting for question in asked),
        shows=shows,
        standing=standing_words(standing) if standing else None,
        is_passed=has_passed(found.fraction or 0.0, found.pass_fraction),
        onward=queries.onward(db.session, found.lesson_id, found.user_id),
        closes=instant(terms.closes_at) if terms.closes_at else None,
    )


def _is_contestable(question: queries.GradedQuestion, behaviour: Behaviour, shows: Showing) -> bool:
    """Whether the learner may object to the mark; it takes an answer that has lost some."""
    hindrance = no_contest(
        behaviour,
        is_finished=True,
        is_shown=shows.correctness,
        is_answered=question.response is not None,
        is_waiting=question.is_waiting,
        fraction=question.fraction,
    )
    return hindrance is None


def _overview(found: AttemptToSee, now: datetime) -> str:
    places = queries.overview(db.session, found.id)
    settings = settings_of_attempt(found)
    return render_template(
        "quizzes/overview.html",
        attempt=found,
        settings=settings,
        places=places,
        asked=[place for place in places if place.number is not None],
        tried={place.position: _tried(place, settings) for place in places if place.is_tried},
        todo=[place for place in places if not place.is_done],
        clock=clock_of(found, now),
        at_the_end=shown(moment_of_attempt(None, now), settings.behaviour, settings.review),
    )


def _tried(place: queries.Place, settings: Settings) -> str:
    most = tries_of(settings.behaviour, settings.review, place.hints)
    return tried_words(place.verdict, None if most is None else max(1, most - place.tries))


def clock_of(found: AttemptToSee, now: datetime) -> tuple[str, int] | None:
    """When an attempt ends, in words, and how many seconds are left; None for one without end."""
    if found.ends_at is None:
        return None
    return instant(found.ends_at), max(0, int((found.ends_at - now).total_seconds()))


@bp.post("/attempts/<int:attempt_id>/finish")
@writing
def finish(attempt_id: int) -> ResponseReturnValue:
    """Hand the attempt in; done twice it is done once."""
    found = attempt_to_finish(db.session, current_user, attempt_id)
    service.finish(db.session, found, now=clock.now())
    return redirect(url_for(".attempt", attempt_id=attempt_id), 303)
