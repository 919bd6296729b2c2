"""The lesson page, and the small requests by which reading is remembered."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.reading import LessonToRead, lesson_page_to_read, lesson_to_work_on
from courses.access.words import lock_words
from courses.accounts.sessions import learner
from courses.progress import service as progress
from courses.reading import forms, service
from courses.reading.parts import parts_of
from courses.reading.queries import completion_of, place_to_go_on
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Forbidden, Invalid

bp = Blueprint("reading", __name__)


@bp.get("/courses/<slug>/lessons/<key>")
def lesson(slug: str, key: str) -> str:
    """A lesson, or why it is closed and what opens it."""
    asked = lesson_page_to_read(db.session, current_user, slug, key, today=clock.now().date())
    base = base_of(slug)
    lock = asked.lock and lock_words(asked.lock)
    page = {"lesson": asked.lesson, "base": base, "parts": parts_of(asked.lesson, base), "lock": lock}
    if not asked.is_readable:
        return render_template("reading/locked.html", **page, first=asked.first)
    place = place_to_go_on(db.session, asked.lesson)
    return render_template("reading/lesson.html", **page, **done_and_missing(asked.lesson), place=place)


@bp.get("/courses/<slug>/lessons/<key>/completion")
def completion(slug: str, key: str) -> str:
    """What is done and what is missing, as a part of the page that a script asks for."""
    asked = lesson_to_work_on(db.session, current_user, slug, key, today=clock.now().date())
    address = url_for(".lesson", slug=slug, key=key)
    return render_template("reading/completion.html", lesson=asked, address=address, **done_and_missing(asked))


def done_and_missing(asked: LessonToRead) -> dict[str, object]:
    """What the block of completion shows."""
    quiz_url = url_for("quizzes.quiz", quiz_id=asked.quiz_id) if asked.quiz_id else None
    return {"completion": completion_of(asked), "quiz_url": quiz_url}


@bp.post("/courses/<slug>/lessons/<key>/position")
def position(slug: str, key: str) -> ResponseReturnValue:
    """Keep where a learner is in the text."""
    now = clock.now()
    asked = lesson_to_work_on(db.session, current_user, slug, key, today=now.date())
    if current_user.id is None:
        raise Forbidden(_("Your browser keeps your place until you begin: mark the lesson as read, or sign in."))
    sent = forms.read_position(request.get_json(silent=True) if request.is_json else request.form)
    if sent is None:
        raise Invalid(_("This says neither a passage nor that the end was reached."))
    service.save_position(db.session, current_user.id, asked, sent, now)
    return Response(status=204)


@bp.post("/courses/<slug>/lessons/<key>/read")
def read(slug: str, key: str) -> ResponseReturnValue:
    """The learner says that they have read the text to its end."""
    now = clock.now()
    asked = lesson_to_work_on(db.session, current_user, slug, key, today=now.date())
    progress.record_read(db.session, learner(db.session, now=now).learner_id, asked.lesson_id, now)
    return back_to(slug, key)


@bp.post("/courses/<slug>/lessons/<key>/mark")
def mark(slug: str, key: str) -> ResponseReturnValue:
    """The learner marks the lesson as done."""
    now = clock.now()
    asked = lesson_to_work_on(db.session, current_user, slug, key, today=now.date())
    progress.record_mark(db.session, learner(db.session, now=now).learner_id, asked.lesson_id, now)
    return back_to(slug, key)


@bp.post("/courses/<slug>/lessons/<key>/unmark")
def unmark(slug: str, key: str) -> ResponseReturnValue:
    """The learner takes the mark away again."""
    now = clock.now()
    asked = lesson_to_work_on(db.session, current_user, slug, key, today=now.date())
    if current_user.id is not None:
        progress.remove_mark(db.session, current_user.id, asked.lesson_id, now)
    return back_to(slug, key)


@bp.post("/carry-over")
def carry_over() -> ResponseReturnValue:
    """Bring along what the browser kept before there was somebody to keep it for."""
    if current_user.id is None:
        raise Forbidden(_("Your browser keeps your places until you begin. Sign up or sign in to take them along."))
    now = clock.now()
    carried = forms.read_carried(request.get_json(silent=True), now=now)
    return {"kept": service.carry_over(db.session, current_user, carried, now)}


def base_of(slug: str) -> str:
    """The address below which everything of a course stands; templates join the rest by hand, a link for each topic."""
    return url_for("catalogue.course", slug=slug).rstrip("/")


def back_to(slug: str, key: str) -> ResponseReturnValue:
    """To the part of the lesson's page that says what is done."""
    return redirect(url_for(".lesson", slug=slug, key=key, _anchor="completion"), 303)
