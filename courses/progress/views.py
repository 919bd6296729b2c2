"""My progress: all courses, one course lesson by lesson, and everything as a sheet."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from courses.access.loaders.catalogue import course_to_read
from courses.access.words import lock_words
from courses.catalogue.rules.outline import LESSONS_A_PAGE, Part, Shown, shown
from courses.progress.queries import course_lines, my_courses
from courses.progress.rules.outline import CourseLines, ModuleLines
from courses.progress.sheet import progress_sheet
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import NotFound
from courses.shared.web.paging import page_asked

bp = Blueprint("progress", __name__)


@bp.get("/progress")
def mine() -> str:
    """All my courses."""
    courses = my_courses(db.session, current_user.id, today=clock.now().date()) if current_user.id else []
    return render_template("progress/mine.html", courses=courses)


@bp.get("/courses/<slug>/progress")
def course(slug: str) -> str:
    """One course, module by module and lesson by lesson."""
    found = course_to_read(db.session, current_user, slug)
    if current_user.id is None:
        return render_template("progress/visitor.html", course=found)
    lines = course_lines(db.session, found.id, current_user.id, today=clock.now().date())
    what = _laid_out(lines)
    numbered = list(enumerate(lines.modules, start=1))
    return render_template(
        "progress/course.html",
        course=found,
        lines=lines,
        next=lines.next_lesson,
        shown=what,
        modules=[
            (number, module, module.lessons[what.offset : what.offset + LESSONS_A_PAGE])
            for number, module in numbered
            if module.module_id in what.module_ids
        ],
        bars_of_modules=[_bar(number, module, what.module_ids) for number, module in numbered],
        lock_words=lock_words,
    )


def _laid_out(lines: CourseLines) -> Shown:
    """The lessons that the page lists: all of a short course, a module of a long one, a part of a very long module."""
    parts = [Part(module.module_id, module.key, module.total) for module in lines.modules]
    going_on = lines.next_lesson.module_id if lines.next_lesson else None
    return shown(parts, asked=request.args.get("module"), going_on=going_on, page=page_asked())


def _bar(number: int, module: ModuleLines, laid_out: tuple[int, ...]) -> tuple[str, float, str, str]:
    """A module as the macro `bars` wants it, with the address of its lessons."""
    words = ngettext("%(done)s of %(num)s lesson", "%(done)s of %(num)s lessons", module.total, done=module.done)
    place = f"#module-{number}"
    return (
        module.title,
        module.fraction,
        words,
        place if module.module_id in laid_out else f"?module={module.key}{place}",
    )


@bp.get("/courses/<slug>/progress.csv")
def course_sheet(slug: str) -> Response:
    """Everything recorded about me in a course."""
    found = course_to_read(db.session, current_user, slug)
    if current_user.id is None:
        raise NotFound(_("Nothing is recorded about you yet: progress is kept once you begin a lesson or sign in."))
    lines = course_lines(db.session, found.id, current_user.id, today=clock.now().date())
    name = _("progress-%(course)s.csv", course=found.slug)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(progress_sheet(lines), mimetype="text/csv", headers=headers)
