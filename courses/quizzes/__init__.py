"""Attempts at quizzes, their feedback, editing and results."""

from flask import Flask

from courses.quizzes import expiry, export, jobs
from courses.quizzes.views import bp


def init_app(app: Flask) -> None:
    """Register the feature."""
    app.register_blueprint(bp)
    jobs.register()
    expiry.register()
    export.register()
