"""Courses as readers find them: home, course page, indexes, glossary, search, joining, proposals."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from courses.catalogue.views import bp

    app.register_blueprint(bp)
