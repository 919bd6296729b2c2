"""People: signing up, in and out, settings, the export and the erasure of everything about a person."""

from flask import Flask

from courses.accounts import sessions


def init_app(app: Flask) -> None:
    """Register the feature."""
    sessions.init_app(app)
