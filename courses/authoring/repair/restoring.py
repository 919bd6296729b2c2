"""Bringing a former state of a quiz back; where that changes questions that were answered, first the page that says what it does."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor import versions
from courses.authoring.quiz_editor.service import OpenFile, require_base, save_text
from courses.authoring.quiz_editor.versions import VersionTexts
from courses.authoring.quiz_editor.views.history import version_page
from courses.authoring.quiz_editor.views.quiz import opened_quiz
from courses.authoring.repair.states import restore_with_marks, reworded_by
from courses.authoring.repair.views import Choice, foreseen_page, reason_given
from courses.authoring.service import CourseRefused
from courses.quizzes.rules.repair import Wording
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Invalid
from models.quizzes import Repair


@bp.post("/quizzes/<int:quiz_id>/history/<int:number>")
def restore(quiz_id: int, number: int) -> ResponseReturnValue:
    """A former state as a new one. `regrade` is the choice made on the page that says what it does to marks already given."""
    _quiz, opened = opened_quiz(quiz_id)
    found = versions.version_of(db.session, opened.place.course.id, opened.place.path, number)
    require_base(opened, request.form.get("base", ""))
    try:
        reworded = reworded_by(db.session, opened, found.text)
        choice = request.form.get("regrade")
        if reworded and choice not in ("yes", "no"):
            return _impact(opened, found, reworded)
        return _restored(opened, found, reworded if choice == "yes" else {})
    except CourseRefused as refused:
        return version_page(opened, found, [problem.message for problem in refused.problems]), 422


def _restored(opened: OpenFile, found: VersionTexts, reworded: Mapping[int, Wording]) -> ResponseReturnValue:
    """The state published, and the marks of these questions corrected."""
    if not reworded:
        save_text(db.session, opened, found.text, author_id=current_user.learner_id, now=clock.now())
        return _done(opened, [])
    author_id, reason = current_user.learner_id, reason_given()
    try:
        repairs = restore_with_marks(
            db.session, opened, found.text, reworded, reason=reason, author_id=author_id, now=clock.now()
        )
    except CourseRefused:
        raise
    except Invalid as refused:
        return _impact(opened, found, reworded, error=refused.message, reason=reason), 422
    return _done(opened, repairs)


def _done(opened: OpenFile, repairs: list[Repair]) -> ResponseReturnValue:
    flash(_("The quiz is again as it was then. What was in between stays in the history."), "success")
    if len(repairs) == 1:
        return redirect(url_for(".repair", repair_id=repairs[0].id), 303)
    if repairs:
        words = ngettext(
            "The marks of %(num)s question are being corrected.",
            "The marks of %(num)s questions are being corrected.",
            len(repairs),
        )
        flash(words, "info")
    return redirect(url_for(".quiz", quiz_id=opened.place.quiz_id), 303)


def _impact(
    opened: OpenFile, found: VersionTexts, reworded: Mapping[int, Wording], *, error: str = "", reason: str = ""
) -> str:
    place = opened.place
    address = url_for(".version", quiz_id=place.quiz_id, number=found.line.number)
    choice = Choice(
        heading=_("Before you bring this state back"),
        lead=_("Here is what this state would make of the marks already given. Nothing has changed yet."),
        yes=_("Bring it back and correct the marks"),
        no=_("Bring it back for new attempts only"),
        action=address,
        fields={"base": opened.digest},
        back=_("Back to this state"),
        back_url=address,
        page_url=address,
        is_sent=True,
    )
    url = url_for(".quiz", quiz_id=place.quiz_id)
    return foreseen_page(place, choice, reworded, url=url, error=error, reason=reason)
