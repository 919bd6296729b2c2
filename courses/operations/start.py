"""What has to be true before the first request: a current schema, a course to read, someone who may administer."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic.migration import MigrationContext
from flask import Flask

from courses.accounts import service as accounts
from courses.authoring import service as authoring
from courses.quizzes.counting import touch_uncounted
from courses.shared import clock
from courses.shared.alone import one_at_a_time
from courses.shared.config import ROOT, WrongSetting
from courses.shared.db import commit, db
from courses.shared.migrations import migrations
from models.catalogue import Course

BUNDLED = ROOT / "seeds" / "culture-of-peace"


def prepare(app: Flask) -> list[str]:
    """Bring the database up to date; what was done and what to do, line by line. Nodes that start together wait in line."""
    with one_at_a_time(db.engine, app.config["SETTINGS"].instance_path):
        return list(_prepare(app))


def _prepare(app: Flask) -> Iterator[str]:
    if migrate():
        yield "The database is up to date."
    if db.session.scalar(sa.select(sa.func.count()).select_from(Course)) == 0:
        course = authoring.import_folder(db.session, BUNDLED, author_id=None, now=clock.now())
        commit()
        yield f"The course “{course.title}” is there."
    touch_uncounted(db.session, now=clock.now())
    commit()
    if path := accounts.first_administrator_path(db.session, now=clock.now()):
        commit()
        yield "Nobody administers this site yet. Whoever opens this link first does (it works once):"
        yield app.config["SETTINGS"].public_url + path
    db.session.rollback()


def migrate() -> bool:
    """Run the migrations that are missing; whether there were any."""
    # A connection of its own: the one of Flask-Alembic would keep the database locked until the program ends.
    with db.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    if set(heads) == set(migrations.script_directory.get_heads()):
        return False
    if unknown := set(heads) - {script.revision for script in migrations.script_directory.walk_revisions()}:
        raise WrongSetting(
            f"DATABASE_URL names a database that a newer program has made (migration {min(unknown)}). Update the program, or restore a backup from before."
        )
    migrations.upgrade()
    return True
