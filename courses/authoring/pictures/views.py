"""The page of a course's pictures: those there are, with the words that show them, and the form that adds one."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from courses.access.loaders.catalogue import course_to_edit
from courses.authoring.blueprint import bp
from courses.authoring.pictures import service
from courses.shared import clock
from courses.shared.db import db
from courses.shared.pictures import MOST_BYTES, MOST_SIDE, PictureRefused
from courses.shared.web.limits import limiter, person
from courses.shared.web.paging import page_asked, refuse_beyond
from models.catalogue import Course

# What a form is around the file in it.
FORM_BYTES = 65_536
PICTURES = "authoring.pictures"


class PictureForm(FlaskForm):
    """A picture from a file."""

    file = FileField(lazy_gettext("Picture"), [FileRequired(lazy_gettext("Choose a picture."))])


@bp.url_value_preprocessor
def allow_pictures(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Members may send more than a form to the page that takes pictures; this comes before anything of it is read."""
    if endpoint == PICTURES and current_user.is_authenticated:
        request.max_content_length = MOST_BYTES + FORM_BYTES


@bp.route("/courses/<slug>/bank/pictures", methods=["GET", "POST"])
@limiter.limit("20/minute;300/hour", key_func=person, methods=["POST"])
def pictures(slug: str) -> ResponseReturnValue:
    """The pictures that lessons and questions of a course may show; a new one is there for all of them at once."""
    course, form = course_to_edit(db.session, current_user, slug), PictureForm()
    if form.validate_on_submit():
        about = {"author_id": current_user.learner_id, "now": clock.now()}
        given, content = form.file.data.filename or "", form.file.data.read()
        try:
            name = service.add_picture(db.session, course, given, content, **about)
        except (PictureRefused, service.NoRoom) as refused:
            form["file"].errors = [refused.message]
        else:
            flash(_("The picture is in the course. Its words are: %(words)s", words=words_of(name)), "success")
            return redirect(url_for(".pictures", slug=slug), 303)
    return _page(course, form), 422 if form.errors else 200


def words_of(name: str) -> str:
    """What a text says to show a picture."""
    return f"![{_('What it shows')}](picture:{name})"


def _page(course: Course, form: PictureForm) -> str:
    page = page_asked()
    listed, count = service.pictures_of(db.session, course.id, page)
    refuse_beyond(page, listed)
    pages = max(1, -(-count // service.PICTURES_A_PAGE))
    address = partial(url_for, ".pictures", slug=course.slug)
    return render_template(
        "authoring/bank/pictures.html",
        course=course,
        form=form,
        listed=[(each, words_of(each.name)) for each in listed],
        count=count,
        most=MOST_BYTES >> 20,
        side=MOST_SIDE,
        page=page,
        pages=pages,
        previous_url=address(page=page - 1) if page > 1 else None,
        next_url=address(page=page + 1) if page < pages else None,
    )
