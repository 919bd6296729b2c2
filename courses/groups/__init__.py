"""Study groups: founding, inviting, sharing and the table of who is where."""

from flask import Flask

from courses.groups.views import bp


def init_app(app: Flask) -> None:
    """Register the feature."""
    app.register_blueprint(bp)
