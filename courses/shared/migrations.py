"""Alembic inside the application: plain column types in migrations, batch mode where SQLite needs it."""

from __future__ import annotations

from typing import Any, Literal

from flask_alembic import Alembic

from courses.shared.config import ROOT
from models.base import Base, UTCDateTime


class Migrations(Alembic):
    """Flask-Alembic with our context; a custom column type would otherwise leak into the migrations."""

    def init_app(self, app: Any) -> None:
        app.config["ALEMBIC"] = {"script_location": str(ROOT / "migrations"), "file_template": "%%(rev)s_%%(slug)s"}
        app.config["ALEMBIC_CONTEXT"] = {
            "render_as_batch": True,
            "compare_type": True,
            "compare_server_default": True,
            "render_item": render_item,
            "include_object": include_object,
        }
        super().init_app(app)

    def rev_id(self) -> str:
        """Revisions count from 0001."""
        return f"{len(list((ROOT / 'migrations').glob('[0-9]*.py'))) + 1:04}"


def render_item(kind: str, value: Any, context: Any) -> str | Literal[False]:
    """Write our own types as the plain ones they stand for."""
    if kind == "type" and isinstance(value, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Leave the tables and columns of the search index out, which migrations write by hand."""
    return not (name or "").startswith(("search_fts", "search_tsv"))


migrations = Migrations(metadatas=Base.metadata, run_mkdir=False)
