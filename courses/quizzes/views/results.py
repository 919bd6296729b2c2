"""What instructors see: the quizzes of a course, how each question was answered, which passages are misunderstood."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from courses.access.loaders.catalogue import course_to_edit
from courses.access.loaders.quizzes import quiz_to_look_into
from courses.quizzes.marking.queries import waiting_count
from courses.quizzes.queries import results as queries
from courses.quizzes.rules.heat import LEAST_READERS, misunderstood
from courses.quizzes.views import bp
from courses.shared.db import db
from courses.shared.web.paging import page_asked, refuse_beyond

MOST_MISUNDERSTOOD = 5


@bp.get("/courses/<slug>/quizzes")
def of_course(slug: str) -> ResponseReturnValue:
    """All quizzes of a course, a page at a time."""
    course, page = course_to_edit(db.session, current_user, slug), page_asked()
    quizzes, pages = queries.quizzes_of(db.session, course.id, page=page)
    refuse_beyond(page, quizzes)
    return render_template(
        "quizzes/of_course.html",
        course=course,
        quizzes=quizzes,
        page=page,
        pages=pages,
        waiting=waiting_count(db.session, course.id),
    )


@bp.get("/quizzes/<int:quiz_id>/results")
def results(quiz_id: int) -> ResponseReturnValue:
    """How a quiz was answered, question by question."""
    quiz = quiz_to_look_into(db.session, current_user, quiz_id)
    counted = queries.counted(db.session, quiz_id)
    worst = dict(misunderstood(counted.figures.passages, most=MOST_MISUNDERSTOOD))
    lines = queries.heat_lines(db.session, worst)
    questions = queries.question_lines(db.session, quiz_id, counted.figures)
    return render_template(
        "quizzes/results.html",
        quiz=quiz,
        counted=counted,
        figures=counted.figures,
        questions=questions,
        points=[place for question in questions if (place := question.place)],
        misunderstood=[lines[passage_id] for passage_id in worst if passage_id in lines],
    )


@bp.get("/quizzes/<int:quiz_id>/heat")
def heat(quiz_id: int) -> ResponseReturnValue:
    """The reading of the lesson, and where the marks of its quiz were lost."""
    quiz = quiz_to_look_into(db.session, current_user, quiz_id)
    counted = queries.counted(db.session, quiz_id)
    proving = queries.proving_passages(db.session, quiz_id)
    place = (quiz.course.id, quiz.lesson_key)
    lines = queries.heat_lines(db.session, counted.figures.passages, lesson=place)
    return render_template(
        "quizzes/heat.html",
        quiz=quiz,
        counted=counted,
        proving={line.key for passage_id, line in lines.items() if passage_id in proving},
        here=[line for line in lines.values() if line.lesson_key == quiz.lesson_key],
        elsewhere=[line for line in lines.values() if line.lesson_key != quiz.lesson_key],
        least=LEAST_READERS,
    )
