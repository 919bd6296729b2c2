"""The pages on which instructors write quizzes; each works without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from courses.access.loaders.quizzes import QuizToEdit, quiz_to_edit
from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor import queries, service
from courses.authoring.quiz_editor.forms import HeadForm, is_same, new_key, percent_of, spec_from
from courses.authoring.quiz_editor.places import PlacedProblem, placed, specs_of
from courses.authoring.quiz_editor.preview import preview_of
from courses.authoring.service import CourseRefused
from courses.items.rules.kinds import KINDS
from courses.quizzes.rules.behaviours import EVERYTHING
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Invalid, NotFound

NO_QUESTION = lazy_gettext("There is no such question in this quiz. It may have been taken out.")
STEPS = {"up": -1, "down": 1}


def _opened(quiz_id: int) -> service.OpenFile:
    return _open(quiz_to_edit(db.session, current_user, quiz_id))


def _open(quiz: QuizToEdit) -> service.OpenFile:
    return service.open_file(db.session, service.place_of(quiz))


@bp.route("/quizzes/<int:quiz_id>/edit", methods=["GET", "POST"])
def quiz(quiz_id: int) -> ResponseReturnValue:
    """A quiz with its items: its title and pass mark, the order of the items, and the way to each of them."""
    about = quiz_to_edit(db.session, current_user, quiz_id)
    opened = _open(about)
    form = HeadForm(data={"title": about.title, "percent": percent_of(about.pass_fraction), "base": opened.digest})
    if form.validate_on_submit():
        values = form.changes(about.title, about.pass_fraction)
        _change(opened, form.base.data or "", lambda file: file.with_head(values))
        flash(_("Saved."), "success")
        return redirect(url_for(".quiz", quiz_id=quiz_id), 303)
    items = queries.items_of(db.session, quiz_id)
    page = render_template("authoring/quiz.html", quiz=about, form=form, items=items, kinds=KINDS, base=opened.digest)
    return page, 422 if form.errors else 200


def _opened_at(quiz_id: int, key: str) -> service.OpenFile:
    opened = _opened(quiz_id)
    if not opened.file.has(key):
        raise NotFound(str(NO_QUESTION))
    return opened


def _change(opened: service.OpenFile, base: str, edit: Any) -> None:
    service.change(db.session, opened, base, edit, author_id=current_user.learner_id, now=clock.now())


@bp.post("/quizzes/<int:quiz_id>/items/<key>/move")
def move(quiz_id: int, key: str) -> ResponseReturnValue:
    """An item one place up or down."""
    opened = _opened_at(quiz_id, key)
    steps = STEPS.get(request.form.get("direction", ""), 0)
    _change(opened, request.form.get("base", ""), lambda file: file.moved(key, steps))
    return redirect(url_for(".quiz", quiz_id=quiz_id, _anchor=f"item-{key}"), 303)


@bp.post("/quizzes/<int:quiz_id>/items/<key>/retire")
def retire(quiz_id: int, key: str) -> ResponseReturnValue:
    """An item taken out; attempts that asked it keep it."""
    opened = _opened_at(quiz_id, key)
    if len(opened.file.blocks) == 1:
        raise Invalid(_("A quiz needs at least one question. Add another before you take this one out."))
    _change(opened, request.form.get("base", ""), lambda file: file.removed(key))
    flash(_("The question is taken out. Attempts that asked it keep it."), "success")
    return redirect(url_for(".quiz", quiz_id=quiz_id), 303)


@bp.route("/quizzes/<int:quiz_id>/items/<key>", methods=["GET", "POST"])
def item(quiz_id: int, key: str) -> ResponseReturnValue:
    """An item of the quiz: written, previewed, saved."""
    opened = _opened_at(quiz_id, key)
    before, base = specs_of(opened.text)[key], service.digest_of(opened.file.text_of(key))
    if request.method == "GET":
        body = next((line.body for line in queries.items_of(db.session, quiz_id) if line.key == key), None)
        return _page(opened, before, base=base, body=body)
    spec, sent_base = (
        spec_from(request.form.to_dict(flat=False), before["kind"], key, before),
        request.form.get("base", ""),
    )
    if request.form.get("action") not in ("more", "preview") and sent_base != base:
        return _page(opened, spec, base=base, saved_now=opened.file.text_of(key)), 409
    # What says the same stays as its author has laid it out.
    text = opened.text if is_same(spec, before) else opened.file.replaced(key, spec)
    return _written(opened, spec, text, base=sent_base)


@bp.route("/quizzes/<int:quiz_id>/new-item", methods=["GET", "POST"])
def new_item(quiz_id: int) -> ResponseReturnValue:
    """A new item of the kind that `kind` names."""
    opened = _opened(quiz_id)
    kind = request.args.get("kind", "")
    if kind not in KINDS:
        raise NotFound(_("There is no such kind of question. Choose one on the page of the quiz."))
    if request.method == "GET":
        return _page(opened, {"kind": kind}, is_new=True)
    form = request.form.to_dict(flat=False)
    spec = spec_from(form, kind, new_key(form, queries.keys_of(db.session, opened.place.course.id)))
    return _written(opened, spec, opened.file.added(spec), is_new=True)


def _written(
    opened: service.OpenFile, spec: dict[str, Any], text: str, *, base: str = "", is_new: bool = False
) -> ResponseReturnValue:
    """What became of an item that was sent: shown again with more rows, previewed, or saved."""
    action, key = request.form.get("action"), spec["id"]
    if action == "more":
        return _page(opened, spec, base=base, is_new=is_new, blank_rows=3)
    if action == "preview":
        draft, problems = service.tried(db.session, opened, text, key)
        found = placed(text, key, problems)
        body = draft.body if draft else None
        return _page(opened, spec, base=base, is_new=is_new, problems=found, body=body), 422 if found else 200
    try:
        service.save_text(db.session, opened, text, author_id=current_user.learner_id, now=clock.now())
    except CourseRefused as refused:
        return _page(opened, spec, base=base, is_new=is_new, problems=placed(text, key, refused.problems)), 422
    flash(_("Saved. New attempts get this wording; attempts already begun keep theirs."), "success")
    return redirect(url_for(".quiz", quiz_id=opened.place.quiz_id, _anchor=f"item-{key}"), 303)


def _page(
    opened: service.OpenFile,
    spec: dict[str, Any],
    *,
    base: str = "",
    is_new: bool = False,
    blank_rows: int = 1,
    problems: Sequence[PlacedProblem] = (),
    body: Any = None,
    saved_now: str = "",
) -> str:
    about = opened.place
    kind = KINDS[spec["kind"]]
    return render_template(
        "authoring/quiz_item.html",
        quiz=about,
        spec=spec,
        kind=kind,
        base=base,
        is_new=is_new,
        blank_rows=blank_rows,
        problems=problems,
        preview=preview_of(kind, body, Random(0)) if body else None,  # noqa: S311  The same arrangement at every look.
        shows=EVERYTHING,
        saved_now=saved_now,
        passages=queries.passages_of(db.session, about.quiz_id or 0),
    )
