"""The pages of a repair: what it would do, how far it is, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.quizzes import quiz_to_edit
from courses.access.loaders.repairs import repair_to_see, repair_to_undo
from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor.service import OpenFile, open_file, place_of
from courses.authoring.repair import service
from courses.quizzes import repairing
from courses.quizzes.queries.repair import repair_line
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Conflict, Invalid
from courses.shared.web.paging import page_asked, refuse_beyond
from models.catalogue import Course
from models.enums import RepairState

LINES_A_PAGE = 50


@dataclass(frozen=True)
class Around:
    """The addresses around a repair: the file the question is written in, the question, and where it is published."""

    course: Course
    title: str
    url: str
    item_url: str
    publish_url: str
    impact_url: str


def _around_quiz(opened: OpenFile, quiz_id: int, key: str) -> Around:
    place = opened.place
    return Around(
        place.course,
        place.title,
        url_for(".quiz", quiz_id=quiz_id),
        url_for(".item", quiz_id=quiz_id, key=key),
        url_for(".publish", quiz_id=quiz_id, key=key),
        url_for(".impact", quiz_id=quiz_id, key=key),
    )


def _open(quiz_id: int) -> OpenFile:
    return open_file(db.session, place_of(quiz_to_edit(db.session, current_user, quiz_id)))


@bp.get("/quizzes/<int:quiz_id>/items/<key>/impact")
def impact(quiz_id: int, key: str) -> ResponseReturnValue:
    """What the draft of a question would do to marks already given."""
    opened = _open(quiz_id)
    return impact_page(opened, key, _around_quiz(opened, quiz_id, key))


@bp.post("/quizzes/<int:quiz_id>/items/<key>/publish")
def publish(quiz_id: int, key: str) -> ResponseReturnValue:
    """The draft published, with the marks corrected or for new attempts only."""
    opened = _open(quiz_id)
    return published(opened, key, _around_quiz(opened, quiz_id, key))


def impact_page(opened: OpenFile, key: str, around: Around, *, error: str = "", reason: str = "") -> str:
    """The page before publishing."""
    proposal = service.proposal_of(db.session, opened, key, current_user.learner_id)
    found, places = service.impact_of(db.session, proposal)
    pages = max(1, -(-len(found.lines) // LINES_A_PAGE))
    page = page_asked()
    lines = found.lines[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    refuse_beyond(page, lines)
    return render_template(
        "authoring/impact.html",
        place=around,
        impact=found,
        lines=lines,
        places=places,
        digest=proposal.digest,
        error=error,
        reason=reason,
        page=page,
        pages=pages,
        previous_url=f"{around.impact_url}?page={page - 1}" if page > 1 else None,
        next_url=f"{around.impact_url}?page={page + 1}" if page < pages else None,
    )


def published(opened: OpenFile, key: str, around: Around) -> ResponseReturnValue:
    """Publish what the page before has shown. Raises Conflict when the draft is another by now."""
    proposal = service.proposal_of(db.session, opened, key, current_user.learner_id)
    if request.form.get("digest") != proposal.digest:
        raise Conflict(_("This page is not up to date. Open the question again before you publish."))
    about = {"author_id": current_user.learner_id, "now": clock.now()}
    if request.form.get("regrade") == "no":
        service.publish(db.session, proposal, **about)
        flash(_("Published. New attempts get this wording; the marks already given stay."), "success")
        return redirect(around.url, 303)
    reason = " ".join(request.form.get("reason", "").split())
    try:
        repair = service.publish_with_marks(db.session, proposal, reason=reason, **about)
    except Invalid as refused:
        return impact_page(opened, key, around, error=refused.message, reason=reason), 422
    return redirect(url_for("authoring.repair", repair_id=repair.id), 303)


@bp.get("/repairs/<int:repair_id>")
def repair(repair_id: int) -> ResponseReturnValue:
    """How far a repair is."""
    found, course = repair_to_see(db.session, current_user, repair_id)
    is_running = found.state in (RepairState.RUNNING, RepairState.UNDOING)
    line = repair_line(db.session, repair_id)
    return render_template("authoring/repair.html", repair=line, course=course, is_running=is_running)


@bp.post("/repairs/<int:repair_id>/undo")
def undo_repair(repair_id: int) -> ResponseReturnValue:
    """Every attempt gets its former marks back."""
    repairing.undo(db.session, repair_to_undo(db.session, current_user, repair_id), now=clock.now())
    return redirect(url_for(".repair", repair_id=repair_id), 303)
