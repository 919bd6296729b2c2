"""A new quiz: its lesson, then its first question."""

from __future__ import annotations

from functools import partial

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.catalogue import course_to_edit
from courses.authoring.blueprint import bp
from courses.authoring.compiler.drawing import UNASKED
from courses.authoring.quiz_editor import desk, starting
from courses.items.rules.kinds import KINDS
from courses.shared.db import db
from courses.shared.errors import NotFound

# A text alone is no quiz.
FIRST_KINDS = {name: kind for name, kind in KINDS.items() if name != UNASKED}


@bp.get("/courses/<slug>/new-quiz")
def new_quiz(slug: str) -> str:
    """The lessons that have no quiz yet."""
    course = course_to_edit(db.session, current_user, slug)
    lessons = starting.lessons_without_quiz(db.session, course)
    return render_template("authoring/new_quiz.html", course=course, lessons=lessons)


@bp.route("/courses/<slug>/lessons/<key>/new-quiz", methods=["GET", "POST"])
def first_question(slug: str, key: str) -> ResponseReturnValue:
    """The first question of a lesson's quiz: of which kind, then the question."""
    course = course_to_edit(db.session, current_user, slug)
    find = starting.start if request.method == "POST" else starting.unwritten
    opened = find(db.session, course, key)
    kind, page = request.args.get("kind", ""), partial(render_template, "authoring/first_question.html")
    if not kind and request.method == "GET":
        return page(place=opened.place, kinds=FIRST_KINDS, question=None)
    if kind not in FIRST_KINDS:
        raise NotFound(_("There is no such kind of question. Choose one on the page of the quiz."))
    at = desk.Desk(
        opened=opened,
        page=partial(page, place=opened.place),
        action=url_for(".first_question", slug=slug, key=key, kind=kind),
        close=url_for(".new_quiz", slug=slug),
        done=lambda _key: url_for(".quiz", quiz_id=starting.quiz_at(db.session, course, opened.place.path)),
        impact=lambda _key: "",
        draft_path=starting.draft_path(key),
    )
    question = desk.Question({"kind": kind})
    return desk.written(at, question) if request.method == "POST" else desk.opened_page(at, question)
