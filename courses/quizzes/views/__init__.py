"""The pages of quizzes: taking them, and looking into their results."""

from flask import Blueprint

from courses.shared.web.limits import limiter, person

bp = Blueprint("quizzes", __name__)
# More than anybody's hands do, typing and sending again what was kept without a connection.
writing = limiter.shared_limit("240/minute", scope="attempts", key_func=person)

from courses.quizzes.views import answering, gradebook, marking, results, taking  # noqa: E402, F401  The modules add their routes to the blueprint.
