"""The history of a quiz: its states, what changed in each, and bringing one back."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor import drafts, service, versions
from courses.authoring.quiz_editor.differences import difference
from courses.authoring.quiz_editor.service import OpenFile
from courses.authoring.quiz_editor.views.quiz import opened_quiz
from courses.authoring.service import CourseRefused
from courses.items.rules.kinds import KINDS
from courses.shared import clock
from courses.shared.db import db
from courses.shared.web.paging import page_asked, refuse_beyond


@bp.get("/quizzes/<int:quiz_id>/history")
def history(quiz_id: int) -> str:
    """The states of a quiz, the newest first."""
    quiz, opened = opened_quiz(quiz_id)
    page = page_asked()
    lines, is_more = versions.versions_of(db.session, quiz.course.id, quiz.path, page)
    refuse_beyond(page, lines)
    kept = _drafts(opened) if page == 1 else []
    return render_template("authoring/history.html", quiz=quiz, lines=lines, page=page, is_more=is_more, drafts=kept)


def _drafts(opened: OpenFile) -> list[dict[str, Any]]:
    """What the viewer has typed into questions of the quiz and not published, and where they go on with it."""
    place, found = opened.place, []
    for draft in drafts.of_file(db.session, current_user.id, place.course.id, place.path):
        of, sheet = drafts.question_of(draft), drafts.sheet_of(draft)
        is_there, kind = opened.file.has(of), next(iter(draft.fields.get("kind", [])), "")
        where = partial(url_for, quiz_id=place.quiz_id, draft=sheet)
        if is_there or kind in KINDS:
            address = where(".item", key=of) if is_there else where(".new_item", kind=kind)
            found.append({"words": drafts.words_of(draft), "saved_at": draft.saved_at, "address": address})
    return found


@bp.route("/quizzes/<int:quiz_id>/history/<int:number>", methods=["GET", "POST"])
def version(quiz_id: int, number: int) -> ResponseReturnValue:
    """What changed in one state of a quiz; a POST brings that state back as a new one."""
    _quiz, opened = opened_quiz(quiz_id)
    found = versions.version_of(db.session, opened.place.course.id, opened.place.path, number)
    if request.method == "GET":
        return _page(opened, found)
    service.require_base(opened, request.form.get("base", ""))
    try:
        service.save_text(db.session, opened, found.text, author_id=current_user.learner_id, now=clock.now())
    except CourseRefused as refused:
        return _page(opened, found, problems=[problem.message for problem in refused.problems]), 422
    flash(_("The quiz is again as it was then. What was in between stays in the history."), "success")
    return redirect(url_for(".quiz", quiz_id=quiz_id), 303)


def _page(opened: OpenFile, found: versions.VersionTexts, problems: list[str] | None = None) -> str:
    return render_template(
        "authoring/version.html",
        place=opened.place,
        version=found.line,
        changes=difference(found.before, found.text),
        is_first=not found.before,
        is_now=found.text == opened.text,
        base=opened.digest,
        problems=problems or [],
    )
