"""Courses as files: compiling, importing, exporting."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
