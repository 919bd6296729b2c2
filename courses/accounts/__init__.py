"""People: signing up, in and out, settings, the export and the erasure of everything about a person."""

from flask import Flask

from courses.accounts import jobs, keepers, sessions
from courses.accounts.cli import accounts
from courses.accounts.views import bp


def init_app(app: Flask) -> None:
    """Register the feature."""
    sessions.init_app(app)
    keepers.init_app(app)
    jobs.register()
    app.register_blueprint(bp)
    app.cli.add_command(accounts)
    app.jinja_env.globals["sign_up_is_open"] = app.config["SETTINGS"].sign_up == "open"
