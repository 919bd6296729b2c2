"""`./dev demo`: the same server on a database of its own, filled with a study group that has read for eight weeks."""

from __future__ import annotations

import os

from app import create_app
from courses.operations import demonstration, start
from courses.operations.serve import one_sentence, prepare_log, serve
from courses.shared.config import read_settings
from courses.shared.db import commit


def main() -> None:
    """Fill the database once, say who may sign in, serve."""
    os.umask(0o077)
    with one_sentence():
        settings = read_settings()
        settings = read_settings({**os.environ, "DATABASE_URL": f"sqlite:///{settings.instance_path / 'demo.db'}"})
        prepare_log(settings)
        app = create_app(settings)
        with app.app_context():
            start.migrate()
            if demonstration.fill():
                print("The study group has read for eight weeks.", flush=True)
            commit()
    print(f"Sign in with the password “{demonstration.PASSWORD}” as", flush=True)
    for email, role in demonstration.SIGN_IN.items():
        print(f"  {email} ({role})", flush=True)
    serve(app, settings)


if __name__ == "__main__":
    main()
