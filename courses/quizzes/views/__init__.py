"""The pages of quizzes: taking them, and looking into their results."""

from flask import Blueprint

bp = Blueprint("quizzes", __name__)

from courses.quizzes.views import answering, gradebook, marking, results, taking  # noqa: E402, F401  The modules add their routes to the blueprint.
