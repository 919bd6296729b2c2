"""The lesson page: reading, place in the text, marks of completion."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from courses.reading.views import bp

    app.register_blueprint(bp)
