"""The history of a quiz: its states, and what changed in each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import render_template, url_for
from flask_login import current_user

from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor import drafts, versions
from courses.authoring.quiz_editor.differences import difference
from courses.authoring.quiz_editor.service import OpenFile
from courses.authoring.quiz_editor.views.quiz import opened_quiz
from courses.items.rules.kinds import KINDS
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


@bp.get("/quizzes/<int:quiz_id>/history/<int:number>")
def version(quiz_id: int, number: int) -> str:
    """What changed in one state of a quiz, and the way to bring it back."""
    _quiz, opened = opened_quiz(quiz_id)
    return version_page(opened, versions.version_of(db.session, opened.place.course.id, opened.place.path, number))


def version_page(opened: OpenFile, found: versions.VersionTexts, problems: Sequence[str] = ()) -> str:
    """The page of one state; `problems` say why it cannot be brought back."""
    return render_template(
        "authoring/version.html",
        place=opened.place,
        version=found.line,
        changes=difference(found.before, found.text),
        is_first=not found.before,
        is_now=found.text == opened.text,
        base=opened.digest,
        problems=problems,
    )
