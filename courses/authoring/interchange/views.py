"""The pages between the bank and the files of other programs: the upload, what will come in, and the export with what it cannot hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from babel.lists import format_list
from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.bank import upload_to_see
from courses.access.loaders.catalogue import course_to_edit
from courses.authoring.blueprint import bp
from courses.authoring.interchange import handing_out, queries, uploads
from courses.authoring.interchange.forms import FOUND_OUT, TakeInForm, UploadForm
from courses.authoring.interchange.taking import Candidate, candidates, take_in, usual_title
from courses.authoring.service import CourseRefused
from courses.items.formats.registry import TITLES, WRITERS
from courses.items.formats.values import Found, Loss
from courses.items.rules.kinds import KINDS
from courses.shared import clock
from courses.shared.db import db, release
from courses.shared.web.limits import limiter, person
from models.authoring import Upload
from models.catalogue import Course

# What a form is around the file in it.
FORM_BYTES = 65_536
UPLOAD = "authoring.upload"


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Members may send more than a form to the one page that takes files; this comes before anything of it is read."""
    if endpoint == UPLOAD and current_user.is_authenticated:
        request.max_content_length = uploads.LARGEST + FORM_BYTES


@bp.route("/courses/<slug>/bank/upload", methods=["GET", "POST"])
@limiter.limit("10/minute;120/hour", key_func=person, methods=["POST"])
def upload(slug: str) -> ResponseReturnValue:
    """A file of questions, looked at before anything of it comes into the course."""
    course = course_to_edit(db.session, current_user, slug)
    course_id, form = course.id, UploadForm()
    if form.validate_on_submit():
        name, content = uploads.plain_name(form.file.data.filename), form.file.data.read()
        release()
        format = "" if form.format.data == FOUND_OUT else form.format.data
        try:
            found = uploads.readable(content, name, format or None)
        except uploads.Unreadable as refused:
            form.refuse(refused.message)
        else:
            kept = uploads.keep(
                db.session, course_id, current_user.learner_id, name, found.format, content, now=clock.now()
            )
            return redirect(url_for(".incoming", slug=slug, upload_id=kept.id), 303)
        course = course_to_edit(db.session, current_user, slug)
    waiting = uploads.waiting(db.session, course_id, current_user.learner_id)
    page = render_template(
        "authoring/bank/upload.html",
        course=course,
        form=form,
        waiting=waiting,
        titles=TITLES,
        readable=format_list(uploads.readable_titles(), "or", locale=get_locale() or "en"),
        suffixes=uploads.readable_suffixes(),
        most=uploads.LARGEST >> 20,
    )
    return page, 422 if form.errors else 200


@bp.get("/courses/<slug>/bank/uploads/<int:upload_id>")
@limiter.limit("30/minute", key_func=person)
def incoming(slug: str, upload_id: int) -> ResponseReturnValue:
    """What will come in, and what will not."""
    course, kept = upload_to_see(db.session, current_user, slug, upload_id)
    found = uploads.readable(kept.content, kept.name, kept.format)
    every = _candidates(course, kept, found)
    form = TakeInForm()
    form.offer(list(queries.category_titles(db.session, course.id).values()))
    return _incoming(course, kept, found, every, form, {each.number for each in every if _is_usual(each)})


def _candidates(course: Course, kept: Upload, found: Found) -> list[Candidate]:
    return candidates(found, queries.specs_of(db.session, course.id), usual=usual_title(kept.name))


def _is_usual(each: Candidate) -> bool:
    """Whether a question comes in unless somebody says otherwise."""
    return each.may_come and not each.like and not each.same


def _incoming(
    course: Course,
    kept: Upload,
    found: Found,
    every: Sequence[Candidate],
    form: TakeInForm,
    ticked: set[int],
    problems: Sequence[str] = (),
) -> str:
    """The page; questions by their categories."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for each in every:
        groups[each.category].append(each)
    return render_template(
        "authoring/bank/incoming.html",
        course=course,
        upload=kept,
        found=found,
        format_title=TITLES.get(found.format, found.format),
        groups=groups,
        every=every,
        ready=sum(each.may_come for each in every),
        likes=sum(bool(each.like or each.same) for each in every),
        form=form,
        ticked=ticked,
        problems=problems,
        kinds=KINDS,
    )


@bp.post("/courses/<slug>/bank/uploads/<int:upload_id>")
@limiter.limit("10/minute;120/hour", key_func=person)
def take(slug: str, upload_id: int) -> ResponseReturnValue:
    """The questions that were ticked, taken into the bank."""
    _course, kept = upload_to_see(db.session, current_user, slug, upload_id)
    content, name, format = kept.content, kept.name, kept.format
    release()
    found = uploads.readable(content, name, format)
    course, kept = upload_to_see(db.session, current_user, slug, upload_id, lock=True)
    every = _candidates(course, kept, found)
    form = TakeInForm()
    form.offer(list(queries.category_titles(db.session, course.id).values()))
    ticked = set(request.form.getlist("take", type=int))
    chosen = [each for each in every if each.number in ticked and each.may_come]
    problems = [] if chosen else [_("Tick at least one question.")]
    if form.validate_on_submit() and chosen:
        about = {"category": form.title, "author_id": current_user.learner_id, "now": clock.now()}
        try:
            take_in(db.session, course, found, chosen, **about)
        except CourseRefused as refused:
            problems = [str(problem) for problem in refused.problems]
        else:
            uploads.discard(db.session, kept)
            flash(ngettext("%(num)d question came in.", "%(num)d questions came in.", len(chosen)), "success")
            return redirect(url_for(".bank", slug=slug), 303)
    return _incoming(course, kept, found, every, form, ticked, problems), 422


@bp.post("/courses/<slug>/bank/uploads/<int:upload_id>/discard")
def discard_upload(slug: str, upload_id: int) -> ResponseReturnValue:
    """A file thrown away."""
    _course, kept = upload_to_see(db.session, current_user, slug, upload_id)
    uploads.discard(db.session, kept)
    flash(_("The file is thrown away. Nothing of it came in."), "success")
    return redirect(url_for(".upload", slug=slug), 303)


@bp.route("/courses/<slug>/bank/export", methods=["GET", "POST"])
@limiter.limit("30/minute", key_func=person)
def export(slug: str) -> ResponseReturnValue:
    """What a format cannot hold of the bank or of a quiz; a POST gives the file."""
    course = course_to_edit(db.session, current_user, slug)
    what, format = request.values.get("what", handing_out.BANK), request.values.get("format", "")
    if not format and request.method == "GET":
        return _export_page(course, what, format, None, ())
    parcel = handing_out.parcel(db.session, course, what)
    file = handing_out.written(parcel, format)
    if request.method == "GET":
        return _export_page(course, what, format, parcel, file.losses)
    name = handing_out.file_name(parcel, format)
    return send_file(BytesIO(file.content), as_attachment=True, download_name=name, max_age=0)


def _export_page(
    course: Course, what: str, format: str, parcel: handing_out.Parcel | None, losses: Sequence[Loss]
) -> str:
    quizzes = queries.quiz_titles(db.session, course.id)
    return render_template(
        "authoring/bank/export.html",
        course=course,
        what=what,
        format=format,
        parcel=parcel,
        losses=list(_by_sentence(losses)),
        concerned=len({loss.item for loss in losses if loss.item}),
        choices=_choices(queries.category_titles(db.session, course.id), quizzes),
        formats={name: TITLES[name] for name in WRITERS},
    )


def _by_sentence(losses: Sequence[Loss]) -> Iterator[tuple[str, list[str]]]:
    """Each sentence once, with the questions it is true of."""
    items: dict[str, dict[str, None]] = defaultdict(dict)
    for loss in losses:
        items[loss.message].update({loss.item: None} if loss.item else {})
    return ((message, list(keys)) for message, keys in items.items())


def _choices(categories: Mapping[str, str], quizzes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What can be exported: groups of names by their values."""
    return {
        _("The bank"): {handing_out.BANK: _("All questions of the bank")},
        _("Categories"): {f"{handing_out.CATEGORY}:{key}": title for key, title in categories.items()},
        _("Quizzes"): {f"{handing_out.QUIZ}:{key}": title for key, title in quizzes.items()},
    }
