"""The gradebook of a course: the table, the sheets of it, and one learner's grade in one quiz."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.gradebook import GradeToSee, course_to_grade, grade_to_see, grade_to_set
from courses.quizzes import gradebook as service
from courses.quizzes import sheet
from courses.quizzes.forms import GradeForm, ReasonForm
from courses.quizzes.queries import gradebook as queries
from courses.quizzes.queries.grades import not_counted, quiz_graded
from courses.quizzes.views import bp
from courses.quizzes.words import standing_words
from courses.shared import clock
from courses.shared.db import db
from courses.shared.web.paging import page_asked, refuse_beyond

LONGEST_NAME = 80
# Longer ones are numbers of nothing, and too large for the database.
LONGEST_NUMBER = 10
DESCENDING = "down"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/courses/<slug>/gradebook")
def gradebook(slug: str) -> ResponseReturnValue:
    """Learners down, quizzes across."""
    course = course_to_grade(db.session, current_user, slug)
    name, order = request.args.get("name", "").strip()[:LONGEST_NAME], _order()
    part = request.args.get("part", default=1, type=int)
    book = queries.gradebook(db.session, course.id, order=order, name=name, page=page_asked(), part=part)
    refuse_beyond(book.page, book.rows)
    order = book.order
    way = DESCENDING if order.is_descending else None
    asked = {"slug": slug, "name": name or None, "sort": order.by, "way": way}
    shown = {"part": book.part.number} if book.part.number > 1 else {}
    return render_template(
        "quizzes/gradebook.html", course=course, book=book, order=order, name=name, asked=asked, shown=shown
    )


def _order() -> queries.Order:
    """What the table is sorted by; what the address says and cannot be, is by name."""
    by = request.args.get("sort", "name")
    number = int(by) if by.isascii() and by.isdecimal() and len(by) < LONGEST_NUMBER else None
    is_descending = request.args.get("way") == DESCENDING
    return queries.Order(number if number else by if by == "total" else "name", is_descending)


@bp.get("/courses/<slug>/gradebook.csv")
def gradebook_csv(slug: str) -> ResponseReturnValue:
    """All of it as CSV."""
    course = course_to_grade(db.session, current_user, slug)
    quizzes = queries.quiz_columns(db.session, course.id)
    file = sheet.csv_file(quizzes, queries.all_rows(db.session, course.id, quizzes))
    name = _("grades-%(course)s.csv", course=course.slug)
    return send_file(file, "text/csv", as_attachment=True, download_name=name, max_age=0)


@bp.get("/courses/<slug>/gradebook.xlsx")
def gradebook_xlsx(slug: str) -> ResponseReturnValue:
    """All of it as XLSX."""
    course = course_to_grade(db.session, current_user, slug)
    quizzes = queries.quiz_columns(db.session, course.id)
    file = sheet.xlsx_file(course.title, quizzes, queries.all_rows(db.session, course.id, quizzes))
    name = _("grades-%(course)s.xlsx", course=course.slug)
    return send_file(file, XLSX, as_attachment=True, download_name=name, max_age=0)


@bp.get("/courses/<slug>/gradebook/<int:user_id>/<int:quiz_id>")
def grade(slug: str, user_id: int, quiz_id: int) -> ResponseReturnValue:
    """What a learner has in a quiz, from which attempts, and what was set by hand."""
    found = grade_to_see(db.session, current_user, slug, user_id, quiz_id)
    set_now = found.grade.override if found.grade else None
    form = GradeForm(percent=None if set_now is None else float(f"{set_now * 100:.10g}"))
    return _page(found, form, ReasonForm(prefix="back"))


@bp.post("/courses/<slug>/gradebook/<int:user_id>/<int:quiz_id>")
def set_grade(slug: str, user_id: int, quiz_id: int) -> ResponseReturnValue:
    """Set the grade."""
    found = grade_to_set(db.session, current_user, slug, user_id, quiz_id)
    form = GradeForm()
    if not form.validate_on_submit():
        return _page(found, form, ReasonForm(formdata=None, prefix="back")), 422
    reason, author_id = form.reason.data or "", current_user.learner_id
    service.set_grade(db.session, found, form.fraction, reason=reason, author_id=author_id, now=clock.now())
    flash(_("The grade is set. It counts in place of the attempts."), "success")
    return _back(slug, user_id, quiz_id)


@bp.post("/courses/<slug>/gradebook/<int:user_id>/<int:quiz_id>/take-back")
def take_grade_back(slug: str, user_id: int, quiz_id: int) -> ResponseReturnValue:
    """Let the attempts count again."""
    found = grade_to_set(db.session, current_user, slug, user_id, quiz_id)
    form = ReasonForm(prefix="back")
    if not form.validate_on_submit():
        return _page(found, GradeForm(formdata=None), form), 422
    reason, author_id = form.reason.data or "", current_user.learner_id
    service.take_back(db.session, found, reason=reason, author_id=author_id, now=clock.now())
    flash(_("Taken back. The attempts count again."), "success")
    return _back(slug, user_id, quiz_id)


def _back(slug: str, user_id: int, quiz_id: int) -> ResponseReturnValue:
    return redirect(url_for(".grade", slug=slug, user_id=user_id, quiz_id=quiz_id), 303)


def _page(found: GradeToSee, form: GradeForm, back_form: ReasonForm) -> str:
    settings = quiz_graded(db.session, found.quiz_id).settings
    besides = not_counted(db.session, found.quiz_id, settings, [found.user_id])
    return render_template(
        "quizzes/grade.html",
        found=found,
        grade=found.grade,
        attempts=queries.attempts_at(db.session, found.quiz_id, found.user_id),
        besides={attempt_id: standing_words(standing) for attempt_id, standing in besides.items()},
        changes=queries.changes_of(db.session, found.quiz_id, found.user_id),
        form=form,
        back_form=back_form,
    )
