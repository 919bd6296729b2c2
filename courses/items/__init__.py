"""The item bank: kinds of questions, how they are read, graded and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature. Its command is loaded here, because the process that reads files has no use for Flask."""
    from courses.items.cli import group

    app.cli.add_command(group)
