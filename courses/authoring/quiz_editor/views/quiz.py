"""The one page of a quiz: its outline beside the entry that is open, or beside its settings."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from courses.access.loaders.quizzes import quiz_to_edit
from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor import queries, service
from courses.authoring.quiz_editor.dumping import dumped
from courses.authoring.quiz_editor.entries import TITLES
from courses.authoring.quiz_editor.outline import outline_of
from courses.authoring.quiz_editor.places import head_of, in_head, specs_of
from courses.authoring.quiz_editor.service import OpenFile
from courses.authoring.quiz_editor.settings_form import SettingsForm, initial_of, settings_in
from courses.authoring.service import CourseRefused
from courses.items.rules.kinds import KINDS
from courses.quizzes.rules.limits import Terms
from courses.quizzes.words import rules_in_words
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import NotFound

NO_ENTRY = lazy_gettext("There is no such question in this quiz. It may have been taken out.")


def opened_quiz(quiz_id: int) -> tuple[Any, OpenFile]:
    """A quiz that the viewer may write, and its file."""
    quiz = quiz_to_edit(db.session, current_user, quiz_id)
    return quiz, service.open_file(db.session, service.place_of(quiz))


def opened_entry(quiz_id: int, key: str) -> tuple[OpenFile, dict[str, Any]]:
    """The file of a quiz that the viewer may write, and an entry of it as it is written. Raises NotFound."""
    _quiz, opened = opened_quiz(quiz_id)
    spec = specs_of(opened.text).get(key)
    if spec is None or not opened.file.has(key):
        raise NotFound(str(NO_ENTRY))
    return opened, spec


def quiz_page(opened: OpenFile, lines: list[queries.ItemLine] | None = None, **shown: Any) -> str:
    """The page of a quiz around what is open in it."""
    place = opened.place
    lines = queries.items_of(db.session, place.quiz_id or 0) if lines is None else lines
    rows = outline_of(specs_of(opened.text), lines)
    around = {"place": place, "rows": rows, "file_base": opened.digest, "kinds": KINDS, "entry_titles": TITLES}
    return render_template("authoring/quiz.html", **around, **shown)


@bp.route("/quizzes/<int:quiz_id>/edit", methods=["GET", "POST"])
def quiz(quiz_id: int) -> ResponseReturnValue:
    """A quiz in the editor: the entry that `item` names, else its settings."""
    if key := request.args.get("item"):
        return redirect(url_for(".item", quiz_id=quiz_id, key=key), 303)
    about, opened = opened_quiz(quiz_id)
    head = head_of(opened.text)
    initial, base = initial_of(head, about.title), service.digest_of("\n".join(dumped(head)))
    form = SettingsForm(data={**initial, "base": base})
    action, is_valid = request.form.get("action", ""), form.validate_on_submit()
    values = form.changes(initial) if is_valid else {}
    rules = _rules({**head, **values})
    if action == "look":
        return (render_template("authoring/_rules.html", rules=rules), 200) if is_valid else ("", 422)
    if is_valid and form.base.data != base:
        form.base.data = base
        return quiz_page(opened, form=form, rules=rules, question=None, saved_now="\n".join(dumped(head))), 409
    if is_valid and action != "preview" and _is_saved(opened, form, values):
        return redirect(url_for(".quiz", quiz_id=quiz_id), 303)
    page = quiz_page(opened, form=form, rules=rules, question=None)
    return page, 422 if form.errors else 200


def _rules(head: dict[str, Any]) -> list[str]:
    """What learners read before they begin."""
    return rules_in_words(Terms(settings_in(head)), 0)


def _is_saved(opened: OpenFile, form: SettingsForm, values: dict[str, Any]) -> bool:
    """Publish other settings; what the compiler has against them is said in the form."""
    text = opened.file.with_head(values)
    try:
        service.save_text(db.session, opened, text, author_id=current_user.learner_id, now=clock.now())
    except CourseRefused as refused:
        form.refuse(in_head(text, refused.problems))
        return False
    flash(_("Saved."), "success")
    return True
