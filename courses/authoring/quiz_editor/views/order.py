"""The order of a quiz: entries moved and taken out."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor import service
from courses.authoring.quiz_editor.blocks import QuizFile
from courses.authoring.quiz_editor.service import OpenFile
from courses.authoring.quiz_editor.views.quiz import opened_entry
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Invalid
from courses.shared.web.pages import wants_json

STEPS = {"up": -1, "down": 1}
SECTION = "section"


def _change(opened: OpenFile, edit: Callable[[QuizFile], str]) -> str:
    base = request.form.get("base", "")
    return service.change(db.session, opened, base, edit, author_id=current_user.learner_id, now=clock.now())


@bp.post("/quizzes/<int:quiz_id>/items/<key>/move")
def move(quiz_id: int, key: str) -> ResponseReturnValue:
    """An entry one place up or down (`direction`), or to a place counted from 0 (`place`)."""
    opened, _spec = opened_entry(quiz_id, key)
    place = request.form.get("place", type=int)
    steps = STEPS.get(request.form.get("direction", ""), 0)
    text = _change(opened, lambda file: file.moved(key, steps) if place is None else file.placed(key, place))
    if wants_json():
        return {"base": service.digest_of(text)}
    return redirect(url_for(".quiz", quiz_id=quiz_id, _anchor=f"item-{key}"), 303)


@bp.post("/quizzes/<int:quiz_id>/items/<key>/retire")
def retire(quiz_id: int, key: str) -> ResponseReturnValue:
    """An entry taken out; attempts that asked it keep it."""
    opened, spec = opened_entry(quiz_id, key)
    if len(opened.file.blocks) == 1:
        raise Invalid(_("A quiz needs at least one question. Add another before you take this one out."))
    _change(opened, lambda file: file.removed(key))
    is_section = spec.get("kind") == SECTION
    words = _("The section is taken out; its questions stay.") if is_section else ""
    flash(words or _("The question is taken out. Attempts that asked it keep it."), "success")
    return redirect(url_for(".quiz", quiz_id=quiz_id), 303)
