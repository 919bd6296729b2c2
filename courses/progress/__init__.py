"""What a learner has done, what is missing and what comes next."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from courses.progress.rules.completion import percent
    from courses.progress.views import bp

    app.jinja_env.filters["percent"] = percent
    app.register_blueprint(bp)
