"""The pages of marking: what waits, one answer after the other, and objections, raised and answered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.marking import (
    NO_ANSWER,
    MarkedSlot,
    answer_to_contest,
    answer_to_mark,
    answer_to_see,
    contest_to_answer,
    contest_to_see,
    course_to_mark,
)
from courses.access.loaders.quizzes import attempt_to_see
from courses.quizzes.forms import read_token
from courses.quizzes.marking import queries, service
from courses.quizzes.marking.forms import Filled, filled_from, read_filled, wrong_words
from courses.quizzes.queries.attempts import graded_questions
from courses.quizzes.rules.behaviours import EVERYTHING
from courses.quizzes.rules.marking import Veil, Wrong, veil_of
from courses.quizzes.views import bp, writing
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Conflict, Invalid, NotFound
from courses.shared.web.paging import page_asked, refuse_beyond
from models.catalogue import Course

SHOWN = "shown"


def _veil() -> Veil:
    return veil_of(str(current_app.secret_key))


def _place(name: str) -> tuple[int, int]:
    """The attempt and the position behind the name of an answer. Raises NotFound for what is no name."""
    place = _veil().place(name)
    if place is None:
        raise NotFound(str(NO_ANSWER))
    return place


def _named() -> str | None:
    """Whether names are shown, as addresses say it; they are hidden unless one asks for them."""
    return SHOWN if request.args.get("names") == SHOWN else None


@bp.get("/courses/<slug>/marking")
def marking(slug: str) -> ResponseReturnValue:
    """What waits: questions with their answers, and a page of the objections."""
    course, veil, page = course_to_mark(db.session, current_user, slug), _veil(), page_asked()
    objections, pages = queries.objection_lines(db.session, course.id, veil, page=page)
    refuse_beyond(page, objections)
    return render_template(
        "quizzes/marking/queue.html",
        course=course,
        questions=queries.question_lines(db.session, course.id),
        objections=[(veil.name(line.attempt_id, line.position), line) for line in objections],
        page=page,
        pages=pages,
        names=_named(),
    )


@bp.get("/courses/<slug>/marking/<key>")
def mark(slug: str, key: str) -> ResponseReturnValue:
    """One answer to a question, with what it is marked by; without a name the first that waits."""
    name = request.args.get("n")
    if name is None:
        course, veil = course_to_mark(db.session, current_user, slug), _veil()
        first = queries.first_to_mark(db.session, course.id, key, veil)
        if first is None:
            raise NotFound(str(NO_ANSWER))
        return redirect(url_for(".mark", slug=slug, key=key, n=veil.written(first), names=_named()))
    course, slot = answer_to_see(db.session, current_user, slug, key, _place(name))
    return _mark_page(course, slot, name)


@bp.post("/courses/<slug>/marking/<key>")
def save_mark(slug: str, key: str) -> ResponseReturnValue:
    """Save the mark and go on to the next answer that waits."""
    name = request.args.get("n", "")
    course, slot = answer_to_mark(db.session, current_user, slug, key, _place(name))
    service.refuse_unmarkable(slot)
    filled, token = read_filled(slot, request.form, "comment"), read_token(request.form)
    given = filled.mark(slot)
    if isinstance(given, Wrong):
        return _mark_page(course, slot, name, filled, errors={"mark": wrong_words(given, slot.marks)}), 422
    about = {"base": filled.base, "author_id": current_user.learner_id, "token": token, "now": clock.now()}
    try:
        service.mark(db.session, slot, given, comment=filled.words, is_anonymous=not _named(), **about)
    except Invalid as refused:
        return _mark_page(course, slot, name, filled, errors={"words": refused.message}), 422
    except Conflict as overtaken:
        return _mark_page(course, slot, name, filled, overtaken=overtaken.message), 409
    return _onward(course, slot, name)


def _onward(course: Course, slot: MarkedSlot, name: str) -> ResponseReturnValue:
    """To the next answer that waits, or back to the queue when this was the last."""
    veil = _veil()
    walk = queries.walk(db.session, course.id, slot, veil.number(name) or 0, veil)
    if walk.waiting_next is None:
        flash(_("Saved. No answer to this question waits any more."), "success")
        return redirect(url_for(".marking", slug=course.slug, names=_named()), 303)
    following = veil.written(walk.waiting_next)
    place = url_for(".mark", slug=course.slug, key=slot.item_key, n=following, names=_named(), _anchor="answer")
    return redirect(place, 303)


def _mark_page(
    course: Course,
    slot: MarkedSlot,
    name: str,
    filled: Filled | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    overtaken: str | None = None,
) -> str:
    """The page of an answer; after a refusal with what was `filled` in. `overtaken`: what to say when somebody else was faster."""
    service.refuse_unmarkable(slot)
    veil = _veil()
    walk = queries.walk(db.session, course.id, slot, veil.number(name) or 0, veil)
    names = {"previous": walk.previous, "following": walk.following, "waiting": walk.waiting_next}
    return render_template(
        "quizzes/marking/mark.html",
        course=course,
        slot=slot,
        name=name,
        walk=walk,
        ways={way: None if number is None else veil.written(number) for way, number in names.items()},
        **_marking(slot, filled),
        errors=errors or {},
        overtaken=overtaken,
        names=_named(),
    )


def _marking(slot: MarkedSlot, filled: Filled | None, *, has_words: bool = True) -> dict[str, Any]:
    """The question, its marks so far and the fields: as they were filled in, else as the mark stands."""
    history = queries.marks_given(db.session, slot)
    last = next((each for each in reversed(history) if not each.is_repair), None)
    base = history[-1].id if history else 0
    kept = filled_from(
        slot,
        last.levels if last else {},
        last.written if last and has_words else "",
        is_marked=last is not None and has_words,
        base=base,
    )
    return {
        "question": queries.asked_of(slot),
        "history": history,
        "last": last,
        "filled": filled or kept,
        "base": base,
        "token": secrets.token_urlsafe(12),
    }


@bp.get("/courses/<slug>/marking/objections/<name>")
def objection(slug: str, name: str) -> ResponseReturnValue:
    """An objection with the question, the answer and what proves it."""
    return _objection_page(*contest_to_see(db.session, current_user, slug, _place(name)), name)


@bp.post("/courses/<slug>/marking/objections/<name>")
def answer_objection(slug: str, name: str) -> ResponseReturnValue:
    """Answer an objection, with a new mark or without."""
    course, slot = contest_to_answer(db.session, current_user, slug, _place(name))
    filled, token = read_filled(slot, request.form, "answer"), read_token(request.form)
    given = None if filled.is_empty else filled.mark(slot)
    if isinstance(given, Wrong):
        errors = {"mark": wrong_words(given, slot.marks)}
        return _objection_page(course, slot, name, filled, errors=errors), 422
    about = {"base": filled.base, "author_id": current_user.learner_id, "token": token, "now": clock.now()}
    try:
        service.answer_contest(db.session, slot, given, answer=filled.words, **about)
    except Invalid as refused:
        return _objection_page(course, slot, name, filled, errors={"words": refused.message}), 422
    except Conflict as overtaken:
        return _objection_page(course, slot, name, filled, overtaken=overtaken.message), 409
    flash(_("The objection is answered; the learner sees it beside the question."), "success")
    return redirect(url_for(".marking", slug=slug, names=_named()), 303)


def _objection_page(
    course: Course,
    slot: MarkedSlot,
    name: str,
    filled: Filled | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    overtaken: str | None = None,
) -> str:
    graded = next(each for each in graded_questions(db.session, slot.attempt_id) if each.position == slot.position)
    page = _marking(slot, filled, has_words=False)
    return render_template(
        "quizzes/marking/objection.html",
        **{**page, "question": graded},
        course=course,
        slot=slot,
        name=name,
        contest=slot.contest,
        shows=EVERYTHING,
        errors=errors or {},
        overtaken=overtaken,
        names=_named(),
    )


@bp.post("/attempts/<int:attempt_id>/objections/<int:position>")
@writing
def object_to_mark(attempt_id: int, position: int) -> ResponseReturnValue:
    """Object to the mark of one's own answer."""
    now = clock.now()
    own = answer_to_contest(db.session, current_user, attempt_id, position)
    reason = request.form.get("reason", "").replace("\r\n", "\n").strip()
    try:
        service.contest(db.session, own, reason=reason, now=now)
    except Invalid as refused:
        attempt = attempt_to_see(db.session, current_user, attempt_id)
        about = {"attempt": attempt, "position": position, "reason": reason, "error": refused.message}
        return render_template("quizzes/marking/object.html", **about), 422
    flash(_("Your objection is with the instructors. Their answer will stand beside the question."), "success")
    return redirect(url_for(".attempt", attempt_id=attempt_id, _anchor=f"question-{position}"), 303)
