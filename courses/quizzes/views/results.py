"""What instructors see: the quizzes of a course, and how each question was answered."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from courses.access.loaders.catalogue import course_to_edit
from courses.access.loaders.quizzes import quiz_to_look_into
from courses.quizzes.queries.results import question_lines, quizzes_of, totals_of
from courses.quizzes.views import bp
from courses.shared.db import db


@bp.get("/courses/<slug>/quizzes")
def of_course(slug: str) -> ResponseReturnValue:
    """All quizzes of a course."""
    course = course_to_edit(db.session, current_user, slug)
    return render_template("quizzes/of_course.html", course=course, quizzes=quizzes_of(db.session, course.id))


@bp.get("/quizzes/<int:quiz_id>/results")
def results(quiz_id: int) -> ResponseReturnValue:
    """How a quiz was answered, question by question."""
    quiz = quiz_to_look_into(db.session, current_user, quiz_id)
    return render_template(
        "quizzes/results.html",
        quiz=quiz,
        totals=totals_of(db.session, quiz_id, quiz.pass_fraction),
        questions=question_lines(db.session, quiz_id),
    )
