"""Running the program: serving, health, demonstration data."""

from flask import Flask

from courses.operations.views import bp


def init_app(app: Flask) -> None:
    """Register the feature."""
    app.register_blueprint(bp)
