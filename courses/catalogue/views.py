"""The pages of the catalogue: home, course, indexes, glossary, sources, search, joining, proposals, staff."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from courses.access.loaders import catalogue as loaders
from courses.access.rules.roles import Permission, Role, may
from courses.access.words import lock_words
from courses.catalogue import service
from courses.catalogue.forms import AppointmentForm, ProposalForm
from courses.catalogue.queries.course import course_page
from courses.catalogue.queries.entries import entry_lists, entry_page, open_proposals
from courses.catalogue.queries.glossary import glossary as glossary_of
from courses.catalogue.queries.glossary import term_page
from courses.catalogue.queries.home import catalogue
from courses.catalogue.queries.sources import lines_of, sources_of
from courses.catalogue.queries.staff import instructors
from courses.catalogue.rules.search_query import MOST_LENGTH
from courses.catalogue.search import search as find
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Conflict, Invalid
from courses.shared.pictures import TYPES
from courses.shared.web.paging import page_asked, refuse_beyond
from models.enums import EntryKind

bp = Blueprint("catalogue", __name__)
YEAR_SECONDS = 31_536_000


@bp.get("/")
def home() -> ResponseReturnValue:
    """What this is, and the courses there are."""
    listed = catalogue(db.session, current_user.id, page=page_asked(), today=clock.now().date())
    refuse_beyond(listed.page, listed.cards)
    return render_template("catalogue/home.html", catalogue=listed)


@bp.get("/courses/<slug>/")
def course(slug: str) -> ResponseReturnValue:
    """A course: its modules and lessons, what is done, where to go on."""
    course, roles = loaders.course_with_roles(db.session, current_user, slug)
    outline = course_page(
        db.session,
        course,
        current_user.id,
        module_key=request.args.get("module"),
        page=page_asked(),
        today=clock.now().date(),
    )
    return render_template(
        "catalogue/course.html",
        course=course,
        outline=outline,
        is_learner=Role.LEARNER in roles,
        has_begun=Role.LEARNER in roles or outline.has_begun,
        lock_words=lock_words,
        may_edit=may(roles, Permission.EDIT_COURSE),
        may_decide=may(roles, Permission.DECIDE_PROPOSAL),
        may_appoint=may(roles, Permission.APPOINT),
    )


@bp.get("/courses/<slug>/topics")
def topics(slug: str) -> ResponseReturnValue:
    """The topic index."""
    course = loaders.course_to_read(db.session, current_user, slug)
    lists = entry_lists(db.session, course, (EntryKind.TOPIC,))
    return render_template("catalogue/topics.html", course=course, lists=lists)


@bp.get("/courses/<slug>/bibliography")
def bibliography(slug: str) -> ResponseReturnValue:
    """The works and the further sources, with the readings accepted for them."""
    course = loaders.course_to_read(db.session, current_user, slug)
    lists = entry_lists(db.session, course, (EntryKind.WORK, EntryKind.SOURCE))
    documents = sources_of(db.session, course)
    return render_template("catalogue/bibliography.html", course=course, lists=lists, documents=documents)


@bp.get("/courses/<slug>/entries/<source>-<int:line>")
def entry(slug: str, source: str, line: int) -> ResponseReturnValue:
    """An entry of a list: its place, its lessons, its readings, and a form to propose one."""
    asked = loaders.entry_to_read(db.session, current_user, slug, source, line)
    return entry_answer(asked, ProposalForm() if current_user.is_member else None)


@bp.post("/courses/<slug>/entries/<source>-<int:line>")
@login_required
def propose(slug: str, source: str, line: int) -> ResponseReturnValue:
    """Propose a reading for an entry."""
    asked = loaders.entry_to_propose(db.session, current_user, slug, source, line)
    form = ProposalForm()
    if not form.validate_on_submit():
        return entry_answer(asked, form), 422
    fields = {name: form[name].data for name in ("title", "author", "year", "found_at", "licence")}
    try:
        service.propose(db.session, asked.entry, current_user.learner_id, **fields, now=clock.now())
    except Conflict as refusal:
        form.form_errors.append(refusal.message)
        return entry_answer(asked, form), refusal.status
    flash(_("Thank you. An instructor of the course will look at your proposal."), "success")
    return redirect(url_for(".entry", slug=slug, source=source, line=line), 303)


def entry_answer(asked: loaders.EntryToRead, form: ProposalForm | None) -> str:
    """The page of an entry; without a form for those who have no account."""
    page = entry_page(db.session, asked.entry, current_user.id)
    return render_template(
        "catalogue/entry.html", course=asked.course, entry=asked.entry, source=asked.source, page=page, form=form
    )


@bp.get("/courses/<slug>/proposals")
@login_required
def proposals(slug: str) -> ResponseReturnValue:
    """The proposed readings that wait for an instructor."""
    course = loaders.course_to_decide(db.session, current_user, slug)
    listed = open_proposals(db.session, course, page=page_asked())
    refuse_beyond(listed.page, listed.proposals)
    return render_template("catalogue/proposals.html", course=course, listed=listed)


@bp.post("/courses/<slug>/proposals/<int:proposal_id>/accept")
@login_required
def accept(slug: str, proposal_id: int) -> ResponseReturnValue:
    """Let a proposed reading stand in the bibliography."""
    proposal = loaders.proposal_to_decide(db.session, current_user, slug, proposal_id)
    service.accept(db.session, proposal, by=current_user.learner_id, now=clock.now())
    flash(_("“%(title)s” now stands under its entry.", title=proposal.title), "success")
    return redirect(url_for(".proposals", slug=slug), 303)


@bp.post("/courses/<slug>/proposals/<int:proposal_id>/decline")
@login_required
def decline(slug: str, proposal_id: int) -> ResponseReturnValue:
    """Leave a proposed reading out."""
    proposal = loaders.proposal_to_decide(db.session, current_user, slug, proposal_id)
    service.decline(db.session, proposal, by=current_user.learner_id, now=clock.now())
    flash(_("“%(title)s” was declined.", title=proposal.title), "success")
    return redirect(url_for(".proposals", slug=slug), 303)


@bp.get("/courses/<slug>/glossary")
def glossary(slug: str) -> ResponseReturnValue:
    """Every term of the course."""
    course = loaders.course_to_read(db.session, current_user, slug)
    return render_template("catalogue/glossary.html", course=course, letters=glossary_of(db.session, course))


@bp.get("/courses/<slug>/glossary/<key>")
def term(slug: str, key: str) -> ResponseReturnValue:
    """A term with all its uses."""
    term, course = loaders.term_to_read(db.session, current_user, slug, key)
    page = term_page(db.session, term, page=page_asked())
    refuse_beyond(page.page, page.uses)
    return render_template("catalogue/term.html", course=course, term=term, page=page)


@bp.get("/courses/<slug>/sources/<key>")
def source(slug: str, key: str) -> ResponseReturnValue:
    """A source document, line by line."""
    source, course = loaders.source_to_read(db.session, current_user, slug, key, with_text=True)
    return render_template("catalogue/source.html", course=course, source=source, lines=lines_of(db.session, source))


@bp.get("/courses/<slug>/sources/<key>/file")
def source_file(slug: str, key: str) -> ResponseReturnValue:
    """The bytes of a source document."""
    source, content = loaders.source_bytes(db.session, current_user, slug, key)
    answer = make_response(content)
    answer.mimetype = "application/octet-stream"
    answer.headers.set("Content-Disposition", "attachment", filename=source.path.rsplit("/", 1)[-1])
    answer.set_etag(source.sha256)
    return answer.make_conditional(request)


@bp.get("/courses/<slug>/pictures/<sha256>.<ending>")
def picture(slug: str, sha256: str, ending: str) -> ResponseReturnValue:
    """A picture of a lesson or a question; what is at an address never changes."""
    answer = make_response(loaders.picture_to_see(db.session, current_user, slug, sha256, ending))
    answer.mimetype = TYPES[ending]
    answer.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    answer.set_etag(sha256)
    return answer.make_conditional(request)


@bp.get("/search")
def search() -> ResponseReturnValue:
    """Find lessons, passages, terms and entries."""
    text = request.args.get("q", "")[:MOST_LENGTH]
    slug = request.args.get("course")
    course = loaders.course_to_read(db.session, current_user, slug) if slug else None
    found = find(db.session, text, course=course, page=page_asked())
    return render_template("catalogue/search.html", course=course, found=found, longest=MOST_LENGTH)


@bp.route("/courses/<slug>/join", methods=["GET", "POST"])
def join(slug: str) -> ResponseReturnValue:
    """What joining means, and joining. Those without an account are led to sign up and come back here."""
    if request.method == "GET":
        course, roles = loaders.course_with_roles(db.session, current_user, slug)
        return render_template("catalogue/join.html", course=course, is_learner=Role.LEARNER in roles)
    if not current_user.is_member:
        loaders.course_to_read(db.session, current_user, slug)
        return redirect(url_for("accounts.sign_up", next=url_for(".join", slug=slug)), 303)
    course = loaders.course_to_join(db.session, current_user, slug)
    if service.join(db.session, course, current_user.learner_id, now=clock.now()):
        flash(_("You have joined. From now on your progress in this course is kept."), "success")
    return redirect(url_for(".course", slug=slug), 303)


@bp.post("/courses/<slug>/leave")
@login_required
def leave(slug: str) -> ResponseReturnValue:
    """Leave a course; what one has done stays."""
    course = loaders.course_to_read(db.session, current_user, slug)
    service.leave(db.session, course, current_user.learner_id)
    flash(_("You have left the course. What you have done is kept, should you come back."), "success")
    return redirect(url_for(".course", slug=slug), 303)


@bp.route("/courses/<slug>/staff", methods=["GET", "POST"])
@login_required
def staff(slug: str) -> ResponseReturnValue:
    """The instructors of a course, and appointing one."""
    course = loaders.course_to_staff(db.session, current_user, slug)
    form = AppointmentForm()
    status = 200
    if form.validate_on_submit():
        try:
            appointed = service.appoint(db.session, course, form.email.data or "", now=clock.now())
        except Invalid as refusal:
            form.form_errors.append(refusal.message)
        else:
            flash(_("%(name)s is now an instructor of this course.", name=appointed.name), "success")
            return redirect(url_for(".staff", slug=slug), 303)
    if form.errors:
        status = 422
    people = instructors(db.session, course)
    return render_template("catalogue/staff.html", course=course, form=form, instructors=people), status


@bp.post("/courses/<slug>/staff/<int:user_id>/remove")
@login_required
def remove(slug: str, user_id: int) -> ResponseReturnValue:
    """End an instructor's appointment."""
    course = loaders.course_to_staff(db.session, current_user, slug)
    service.remove(db.session, course, user_id)
    flash(_("The appointment has ended."), "success")
    return redirect(url_for(".staff", slug=slug), 303)
