"""More time or attempts for single people."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.quizzes import quiz_to_edit
from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor.extension_form import ExtensionForm
from courses.quizzes.queries.extensions import enrolled_like, enrolled_person, extensions_of
from courses.quizzes.service import grant, take_back
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import NotFound
from courses.shared.web.requests import LARGEST_NUMBER


@bp.route("/quizzes/<int:quiz_id>/extensions", methods=["GET", "POST"])
def extensions(quiz_id: int) -> ResponseReturnValue:
    """Who is granted what; finding a learner, and granting them something."""
    quiz = quiz_to_edit(db.session, current_user, quiz_id)
    lines = extensions_of(db.session, quiz_id)
    asked = request.values.get("user_id", type=int)
    person = enrolled_person(db.session, quiz.course.id, asked) if asked and 0 < asked <= LARGEST_NUMBER else None
    if asked and person is None:
        raise NotFound(_("Nobody like this has joined the course. Look for them by their name."))
    known = next((line for line in lines if line.user_id == asked), None)
    # What a sent form leaves out is not taken from what was granted before.
    form = ExtensionForm(obj=known if request.method == "GET" else None)
    if known and request.method == "GET":
        form.closes_at.data = f"{known.closes_at:%Y-%m-%dT%H:%M}" if known.closes_at else ""
    if person and form.validate_on_submit():
        grant(
            db.session,
            quiz_id,
            person.user_id,
            extra_minutes=form.extra_minutes.data or 0,
            extra_attempts=form.extra_attempts.data or 0,
            closes_at=form.closing,
            reason=form.reason.data or "",
            author_id=current_user.learner_id,
            now=clock.now(),
        )
        flash(_("Granted to %(name)s.", name=person.name), "success")
        return redirect(url_for(".extensions", quiz_id=quiz_id), 303)
    words = request.args.get("q", "").strip()
    found = [] if person else enrolled_like(db.session, quiz.course.id, words)
    shown = {"quiz": quiz, "lines": lines, "person": person, "form": form, "q": words, "found": found}
    return render_template("authoring/extensions.html", **shown), 422 if form.errors else 200


@bp.post("/quizzes/<int:quiz_id>/extensions/<int:user_id>/remove")
def take_extension_back(quiz_id: int, user_id: int) -> ResponseReturnValue:
    """What was granted to somebody, granted no more."""
    quiz = quiz_to_edit(db.session, current_user, quiz_id)
    take_back(db.session, quiz.id, user_id, now=clock.now())
    flash(_("Taken back. Attempts that are handed in stay as they are."), "success")
    return redirect(url_for(".extensions", quiz_id=quiz_id), 303)
