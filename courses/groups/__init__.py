"""Study groups: founding, inviting, sharing and the table of who is where."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
