"""What watchers ask: whether the program answers and reaches its database."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from courses.operations import queries
from courses.shared.db import db

bp = Blueprint("operations", __name__)


@bp.get("/health")
def health() -> ResponseReturnValue:
    """`ok` with status 200 when the database answers; otherwise the error page, status 500."""
    queries.reach_database(db.session)
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
