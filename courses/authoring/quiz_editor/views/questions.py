"""A question of a quiz: written, looked at, kept as a draft, published."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.catalogue import course_to_edit
from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor import desk, queries, service
from courses.authoring.quiz_editor.entries import FORMS
from courses.authoring.quiz_editor.views import entries
from courses.authoring.quiz_editor.views.quiz import opened_entry, opened_quiz, quiz_page
from courses.items.rules.kinds import KINDS
from courses.shared.db import db
from courses.shared.errors import NotFound


def _desk(
    opened: service.OpenFile,
    lines: list[queries.ItemLine] | None = None,
    *,
    kind: str = "",
    key: str = "",
    anew: Mapping[str, Any] | None = None,
) -> desk.Desk:
    """The desk in the page of a quiz: for the question `key`, or for a new one of this kind."""
    quiz_id, after = opened.place.quiz_id, request.args.get("after", "")
    new = partial(url_for, ".new_item", kind=kind, after=after or None)
    return desk.Desk(
        opened=opened,
        page=partial(quiz_page, opened, lines, anew=anew),
        action=url_for(".item", quiz_id=quiz_id, key=key) if key else new(quiz_id=quiz_id),
        close=url_for(".quiz", quiz_id=quiz_id),
        done=lambda key: url_for(".item", quiz_id=quiz_id, key=key),
        impact=lambda key: url_for(".impact", quiz_id=quiz_id, key=key),
        after=after,
    )


@bp.route("/quizzes/<int:quiz_id>/items/<key>", methods=["GET", "POST"])
def item(quiz_id: int, key: str) -> ResponseReturnValue:
    """An entry of a quiz in its form."""
    opened, before = opened_entry(quiz_id, key)
    if before.get("kind") in FORMS:
        return entries.entry_page(opened, before)
    base = service.digest_of(opened.file.text_of(key))
    question = desk.Question(before, key, base, before)
    if request.method == "POST":
        return desk.written(_desk(opened, key=key), question)
    lines = queries.items_of(db.session, quiz_id, key)
    line = next((line for line in lines if line.key == key), None)
    anew = {"count": line.marked_before, "url": url_for(".mark_anew", quiz_id=quiz_id, key=key)} if line else None
    return desk.opened_page(_desk(opened, lines, key=key, anew=anew), question, body=line.body if line else None)


@bp.route("/quizzes/<int:quiz_id>/new-item", methods=["GET", "POST"])
def new_item(quiz_id: int) -> ResponseReturnValue:
    """A new entry of the kind that `kind` names."""
    _quiz, opened = opened_quiz(quiz_id)
    kind = request.args.get("kind", "")
    if kind in FORMS:
        return entries.new_entry_page(opened, kind)
    if kind not in KINDS:
        raise NotFound(_("There is no such kind of question. Choose one on the page of the quiz."))
    at, question = _desk(opened, kind=kind), desk.Question({"kind": kind})
    return desk.written(at, question) if request.method == "POST" else desk.opened_page(at, question)


@bp.get("/courses/<slug>/passages/<key>")
def passages(slug: str, key: str) -> ResponseReturnValue:
    """The passages of a lesson, for the panel of the editor; `own` is the lesson that the questions belong to."""
    course = course_to_edit(db.session, current_user, slug)
    reading = queries.reading_of(db.session, course.id, key, own=request.args.get("own", ""))
    if not reading.shown:
        raise NotFound(_("There is no such lesson in this course. Choose another one."))
    return render_template("authoring/_passages.html", reading=reading, chosen=[])
