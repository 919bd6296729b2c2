"""The pages of a repair: what it would do, how far it is, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.quizzes import quiz_to_edit
from courses.access.loaders.repairs import repair_to_see, repair_to_undo
from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor.service import OpenFile, Place, open_file, place_of
from courses.authoring.repair import anew, service
from courses.authoring.repair.anew import question_to_mark_anew
from courses.quizzes import repairing
from courses.quizzes.queries.repair import Newest, repair_line
from courses.quizzes.rules.repair import Wording
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Conflict, Invalid
from courses.shared.web.paging import page_asked, refuse_beyond
from models.catalogue import Course
from models.enums import RepairState

LINES_A_PAGE = 50


@dataclass(frozen=True)
class Around:
    """The addresses around a repair: the file the question is written in, the question, where it is published, and where marks are
    given anew."""

    course: Course
    title: str
    url: str
    item_url: str
    publish_url: str
    impact_url: str
    anew_url: str


@dataclass(frozen=True)
class Choice:
    """What the page before offers: `yes` corrects the marks, `no` leaves them (empty where nothing else is to be published).

    `action`: where the form is sent, with `fields`; `back`: the words of the way back to `back_url`. `is_sent`: the page came by a form,
    and so do its further pages.
    """

    heading: str
    lead: str
    yes: str
    no: str
    action: str
    fields: Mapping[str, str]
    back: str
    back_url: str
    page_url: str
    is_sent: bool = False


def _around_quiz(place: Place, quiz_id: int, key: str) -> Around:
    return Around(
        place.course,
        place.title,
        url_for(".quiz", quiz_id=quiz_id),
        url_for(".item", quiz_id=quiz_id, key=key),
        url_for(".publish", quiz_id=quiz_id, key=key),
        url_for(".impact", quiz_id=quiz_id, key=key),
        url_for(".mark_anew", quiz_id=quiz_id, key=key),
    )


def _open(quiz_id: int) -> OpenFile:
    return open_file(db.session, place_of(quiz_to_edit(db.session, current_user, quiz_id)))


@bp.get("/quizzes/<int:quiz_id>/items/<key>/impact")
def impact(quiz_id: int, key: str) -> ResponseReturnValue:
    """What the draft of a question would do to marks already given."""
    opened = _open(quiz_id)
    return impact_page(opened, key, _around_quiz(opened.place, quiz_id, key))


@bp.post("/quizzes/<int:quiz_id>/items/<key>/publish")
def publish(quiz_id: int, key: str) -> ResponseReturnValue:
    """The draft published, with the marks corrected or for new attempts only."""
    opened = _open(quiz_id)
    return published(opened, key, _around_quiz(opened.place, quiz_id, key))


@bp.route("/quizzes/<int:quiz_id>/items/<key>/mark-anew", methods=["GET", "POST"])
def mark_anew(quiz_id: int, key: str) -> ResponseReturnValue:
    """What marking by the question as it is now would change in marks given before, and having that done."""
    place = place_of(quiz_to_edit(db.session, current_user, quiz_id))
    return anew_page(_around_quiz(place, quiz_id, key), key, quiz_id)


def impact_page(opened: OpenFile, key: str, around: Around, *, error: str = "", reason: str = "") -> str:
    """The page before publishing."""
    proposal = service.proposal_of(db.session, opened, key, current_user.learner_id)
    choice = Choice(
        heading=_("Before you publish"),
        lead=_("Here is what the new wording would make of the marks already given. Nothing has changed yet."),
        yes=_("Publish and correct the marks"),
        no=_("Publish for new attempts only"),
        action=around.publish_url,
        fields={"digest": proposal.digest},
        back=_("Back to the question"),
        back_url=around.item_url,
        page_url=around.impact_url,
    )
    return foreseen_page(around, choice, {proposal.item_id: proposal.wording}, error=error, reason=reason)


def foreseen_page(
    place: Around | Place,
    choice: Choice,
    wordings: Mapping[int, Wording],
    *,
    url: str = "",
    error: str = "",
    reason: str = "",
) -> str:
    """What these words, by question, would do to marks already given; `url`: the file they are written in."""
    found, places = repairing.impact(db.session, wordings)
    pages = max(1, -(-len(found.lines) // LINES_A_PAGE))
    page = page_asked()
    lines = found.lines[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    refuse_beyond(page, lines)
    return render_template(
        "authoring/impact.html",
        place=place,
        place_url=place.url if isinstance(place, Around) else url,
        choice=choice,
        questions=len(wordings),
        impact=found,
        lines=lines,
        places=places,
        error=error,
        reason=reason,
        page=page,
        pages=pages,
        previous_url=f"{choice.page_url}?page={page - 1}" if page > 1 else None,
        next_url=f"{choice.page_url}?page={page + 1}" if page < pages else None,
    )


def reason_given() -> str:
    """What was wrong, as the form says it."""
    return " ".join(request.form.get("reason", "").split())


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
    reason = reason_given()
    try:
        repair = service.publish_with_marks(db.session, proposal, reason=reason, **about)
    except Invalid as refused:
        return impact_page(opened, key, around, error=refused.message, reason=reason), 422
    return redirect(url_for("authoring.repair", repair_id=repair.id), 303)


def anew_page(around: Around, key: str, quiz_id: int | None = None) -> ResponseReturnValue:
    """What the newest version would make of the marks that earlier ones gave; a POST has them corrected. Raises Conflict when the
    question is another than the page has shown."""
    newest = question_to_mark_anew(db.session, around.course, key, quiz_id)
    if request.method == "GET":
        return _anew(around, newest)
    if request.form.get("version") != str(newest.wording.id):
        raise Conflict(_("Someone changed this question meanwhile. Look again at what marking anew would change."))
    reason, author_id = reason_given(), current_user.learner_id
    try:
        repair = anew.mark_anew(
            db.session, around.course, key, newest, reason=reason, author_id=author_id, now=clock.now()
        )
    except Invalid as refused:
        return _anew(around, newest, error=refused.message, reason=reason), 422
    return redirect(url_for("authoring.repair", repair_id=repair.id), 303)


def _anew(around: Around, newest: Newest, *, error: str = "", reason: str = "") -> str:
    choice = Choice(
        heading=_("Before you correct the marks"),
        lead=_(
            "They were marked by an older version of it. Here is what the question as it is now would make of their marks. Nothing has changed yet."
        ),
        yes=_("Correct the marks"),
        no="",
        action=around.anew_url,
        fields={"version": str(newest.wording.id)},
        back=_("Back to the question"),
        back_url=around.item_url,
        page_url=around.anew_url,
    )
    return foreseen_page(around, choice, {newest.item_id: newest.wording}, error=error, reason=reason)


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
